package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import dev.headwater.v1.FederationGrpc;
import dev.headwater.v1.Submission;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tab, which has a join token and no certificate. */
class RevokedTabTest {
  @TempDir Path here = Path.of("");

  private static <S> S stub(LiveRun live, Class<S> type) {
    return GrpcClients.builder("gproto-web+h1c://127.0.0.1:" + live.server.webPort())
        .responseTimeoutMillis(0)
        .build(type);
  }

  /** Submit shows no token on the web port: the member's own is asked. */
  @Test
  void itsAnswersAreRefusedFromTheRevocationOn() throws Exception {
    PkiFolder pki =
        PkiFolder.init(
            here.resolve("pki"), here.resolve("root"), List.of(), InstantSource.system());
    try (var live =
        new LiveRun(
            Enrolled.config(pki, 0, Map.of()), Sample.run(Sample.FEATURES, Sample.LABELS), 2)) {
      var unused = live.train(Sample.plan(1, new CohortSize.All()), EvaluateClients.NEVER);
      RawClient bob = tab(live, pki, "bob").join();
      RawClient ann = tab(live, pki, "ann").join();
      Submission answer = ann.submission(ann.task());
      assertThat(bob.task().round()).isEqualTo(1);

      pki.revoke("ann");
      assertThatThrownBy(() -> ann.submit(answer))
          .hasMessageContaining("UNAUTHENTICATED: token: of ann, which was revoked");
    }
  }

  private static RawClient tab(LiveRun live, PkiFolder pki, String name) {
    RawClient tab =
        new RawClient(
            name,
            stub(live, FederationGrpc.FederationStub.class),
            stub(live, FederationGrpc.FederationBlockingStub.class));
    tab.token = pki.issue(name, Role.CLIENT, 1, Duration.ofDays(1), Duration.ofDays(1)).text();
    return tab;
  }
}
