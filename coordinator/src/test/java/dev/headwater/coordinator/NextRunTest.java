package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import dev.headwater.proto.signing.ClientKey;
import dev.headwater.v1.DescribeRun;
import dev.headwater.v1.ModelRequest;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One run after the other on ports that stay open, as in a classroom. */
class NextRunTest {
  private static LiveRun live() {
    return new LiveRun(Sample.config(1, 1), Sample.run(Sample.FEATURES, Sample.LABELS), 1);
  }

  private static RunDescription next(String digest) {
    RunDescription first = Sample.run(Sample.FEATURES, Sample.LABELS);
    return new RunDescription(
        "run-2",
        first.softwareVersion(),
        Sample.LABELS,
        first.imageSize(),
        first.mean(),
        first.std(),
        new BackboneDescription(digest, "sample", Sample.FEATURES, false),
        first.holdoutShare(),
        first.seed(),
        false,
        first.model(),
        "memory-2");
  }

  @Test
  void streamsEndWithTheReasonAndTheSameAddressDescribesTheNextRun() throws Exception {
    try (LiveRun live = live()) {
      RawClient ann = new RawClient("client-0", live.channel()).join();
      assertThat(live.server.connected()).isEqualTo(1);

      live.server.next(next(Sample.DIGEST), "the next round of training begins");

      Status end = LiveRun.soon(ann.ended);
      assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE); // so it tries again
      assertThat(end.getDescription()).contains("the next round of training begins");
      assertThat(live.server.connected()).isZero();
      var described =
          live.stub()
              .getModel(ModelRequest.newBuilder().setRun(DescribeRun.getDefaultInstance()).build())
              .next()
              .getRun();
      assertThat(described.getRunId()).isEqualTo("run-2");
      assertThat(described.getLabels().getNamesList()).isEqualTo(Sample.LABELS);
      assertThat(live.server.run().runId()).isEqualTo("run-2");
    }
  }

  @Test
  void aNameBelongsToItsKeyInTheNextRunToo() throws Exception {
    try (LiveRun live = live()) {
      new RawClient("client-0", live.channel()).join();
      live.server.next(next(Sample.DIGEST), "the next round of training begins");

      RawClient thief = new RawClient("client-0", live.channel());
      thief.key = ClientKey.fresh();
      thief.open(thief.signed(thief.request()));
      assertThat(LiveRun.soon(thief.ended).getDescription()).contains("belongs to another key");

      new RawClient("client-0", live.channel()).join();
      live.server.awaitConnected(1, Duration.ofHours(1)); // at once: she is back
      assertThat(live.server.connected()).isEqualTo(1);
    }
  }

  @Test
  void aRunOfAnotherBackboneNeedsAnotherCoordinator() {
    try (LiveRun live = live()) {
      assertThatThrownBy(() -> live.server.next(next("cd".repeat(32)), "no"))
          .hasMessageContaining("backbone");
      assertThat(live.server.run().runId()).isEqualTo("run-1");
    }
  }
}
