package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.members.JoinLimits;
import dev.headwater.proto.signing.ClientKey;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Strangers who join in numbers. */
class JoinFloodTest {
  private static LiveRun live(JoinLimits limits) {
    return new LiveRun(
        Sample.config(2, 2)
            .withSecurity(new CoordinatorSecurity(null, null, null, Map.of(), limits)),
        Sample.run(Sample.FEATURES, Sample.LABELS),
        1);
  }

  @Test
  void oneAddressJoinsSoOftenAMinuteAndLaterAgain() throws Exception {
    try (var live = live(new JoinLimits(1000, 3, 100, 10, 1000))) {
      var channel = live.channel();
      for (int i = 0; i < 3; i++) {
        new RawClient("client-" + i, channel).join();
      }
      RawClient fourth = new RawClient("client-3", channel);
      fourth.open(fourth.signed(fourth.request()));
      Status refused = LiveRun.soon(fourth.ended);
      assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getDescription()).contains("more than 3 from one address in a minute");

      live.timer.advance(Duration.ofMinutes(1));
      assertThat(new RawClient("client-3", channel).join().session).isNotEmpty();
    }
  }

  @Test
  void namesAreBoundToSoManyKeysAtMost() throws Exception {
    try (var live = live(new JoinLimits(2, 100, 100, 10, 1000))) {
      var channel = live.channel();
      new RawClient("client-0", channel).join();
      new RawClient("client-1", channel).join();
      RawClient third = new RawClient("stranger", channel);
      third.key = ClientKey.fresh();
      third.open(third.signed(third.request()));

      assertThat(LiveRun.soon(third.ended).getDescription())
          .contains("2 names have joined (expected: at most 2", "--max-clients");
      assertThat(new RawClient("client-1", channel).join().session).isNotEmpty();
    }
  }

  @Test
  void oneAddressHasSoManyConnectionsAndAnotherOnceOneIsClosed() throws Exception {
    try (var live = live(new JoinLimits(1000, 100, 2, 10, 1000))) {
      var first = live.channel();
      RawClient leaver = new RawClient("client-0", first).join();
      new RawClient("client-1", live.channel()).join();
      RawClient third = new RawClient("client-2", live.channel());
      third.open(third.request().build());
      Status refused = LiveRun.soon(third.ended);
      assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getDescription()).contains("connections: more than 2 from one address");

      first.shutdownNow();
      LiveRun.soon(leaver.ended);
      while (true) {
        RawClient again = new RawClient("client-3", live.channel());
        again.open(again.request().build());
        if (LiveRun.soon(again.ended).getCode() != Status.Code.RESOURCE_EXHAUSTED) {
          return; // refused for its missing key alone
        }
      }
    }
  }
}
