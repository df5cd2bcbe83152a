package dev.headwater.coordinator.rounds.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {
  private static AnswerTimes after(long... seconds) {
    AnswerTimes times = new AnswerTimes(null);
    for (long one : seconds) {
      times.add(Duration.ofSeconds(one).toNanos());
    }
    return times;
  }

  @Test
  void anOperatorsDeadlineStays() {
    AnswerTimes times = new AnswerTimes(Duration.ofSeconds(3));
    times.add(Duration.ofHours(1).toNanos());
    assertThat(times.deadline()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void beforeAnyAnswerItIsLong() {
    assertThat(after().deadline()).isEqualTo(AnswerTimes.FIRST);
  }

  @Test
  void itIsFiveTimesTheMedianSoThatOneStragglerDoesNotMoveIt() {
    assertThat(after(20, 19, 21, 20, 600).deadline()).isEqualTo(Duration.ofSeconds(100));
  }

  @Test
  void quickClientsGetTimeForAPauseOfTheirOwn() {
    assertThat(after(0, 0, 0).deadline()).isEqualTo(AnswerTimes.SHORTEST);
  }

  @Test
  void theLastAnswersCount() {
    AnswerTimes times = new AnswerTimes(null);
    for (int i = 0; i < 10_000; i++) {
      times.add(Duration.ofSeconds(i < 9_000 ? 2 : 40).toNanos());
    }
    assertThat(times.deadline()).isEqualTo(Duration.ofSeconds(200));
  }
}
