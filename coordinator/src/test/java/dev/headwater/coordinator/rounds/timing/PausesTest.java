package dev.headwater.coordinator.rounds.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PausesTest {
  @Test
  void aRunWhoseRoundsGiveSumsDoesNotPause() {
    Pauses pauses = new Pauses();
    assertThat(pauses.next()).isZero();
    pauses.record(false);
    pauses.record(true);
    assertThat(pauses.next()).isZero();
  }

  @Test
  void everyFurtherRoundWithoutASumDoublesThePauseUpToAMinute() {
    Pauses pauses = new Pauses();
    List<Duration> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pauses.record(false);
      all.add(pauses.next());
    }
    assertThat(all.subList(0, 7))
        .containsExactly(
            seconds(1), seconds(2), seconds(4), seconds(8), seconds(16), seconds(32), seconds(60));
    assertThat(all.get(99)).isEqualTo(seconds(60));
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
