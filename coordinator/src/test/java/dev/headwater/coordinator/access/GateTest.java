package dev.headwater.coordinator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GateTest {
  private static Status refusal(Gate gate, Access what, String token) {
    return Objects.requireNonNull(gate.pass(what, null, token).refusal());
  }

  @Test
  void tokenIsAskedForAndNeverShown() {
    Gate closed = Gate.shared("open sesame");
    assertThat(closed.pass(Access.JOIN, null, "open sesame").refusal()).isNull();
    for (String wrong : new String[] {"", "open", "open sesame!"}) {
      Status status = refusal(closed, Access.JOIN, wrong);
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(status.getDescription()).doesNotContain("sesame");
    }
  }

  @Test
  void everyRoleMayWhatItsTableSaysAndNothingElse() {
    Gate gate =
        new Gate(Map.of("c", Role.CLIENT, "w", Role.WATCHER, "o", Role.OPERATOR), null, null);
    for (Access what : Access.values()) {
      for (Role role : Role.values()) {
        Status refusal = gate.pass(what, null, role.word().substring(0, 1)).refusal();
        if (what.admits(role)) {
          assertThat(refusal).as("%s %s", role, what).isNull();
        } else {
          assertThat(Objects.requireNonNull(refusal).getCode())
              .as("%s %s", role, what)
              .isEqualTo(Status.Code.PERMISSION_DENIED);
        }
      }
      assertThat(refusal(gate, what, "x").getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void metricsAreTheOperatorsOnceAnybodyIsAskedForAnything() {
    assertThat(Gate.shared(null).pass(Access.METRICS, null, "").refusal()).isNull();
    assertThat(refusal(Gate.shared("t"), Access.METRICS, "t").getDescription())
        .contains("role: client may not read or call /metrics (expected: operator)");
  }

  @Test
  void aJoinTokenOpensForItsNameUntilItIsRevoked(@TempDir Path folder) {
    PkiFolder pki =
        PkiFolder.init(
            folder.resolve("pki"), folder.resolve("root"), List.of(), InstantSource.system());
    Gate gate = new Gate(Map.of(), pki, pki.check());
    String token = pki.issue("tab", Role.CLIENT, 1, Duration.ofDays(1), Duration.ofDays(1)).text();

    Caller caller = Objects.requireNonNull(gate.pass(Access.JOIN, null, token).caller());
    assertThat(caller.name()).isEqualTo("tab");
    assertThat(refusal(gate, Access.METRICS, token).getCode())
        .isEqualTo(Status.Code.PERMISSION_DENIED);
    Permit watching = new Permit(gate, Access.WATCH, null, token);
    assertThat(watching.refusal()).isNull();
    pki.revoke("tab");
    assertThat(Objects.requireNonNull(watching.refusal()).getDescription())
        .as("a tab's open stream")
        .contains("was revoked");
    assertThat(refusal(gate, Access.WATCH, token).getDescription()).contains("was revoked");
    assertThat(refusal(gate, Access.JOIN, "").getDescription()).contains("token: none");
  }
}
