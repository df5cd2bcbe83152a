package dev.headwater.coordinator.rounds.timing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.coordinator.concurrent.FakeTimer;
import dev.headwater.learning.tasks.TimedAnswer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {
  private final FakeTimer timer = new FakeTimer();
  private final AnswerTimes times = new AnswerTimes(null, timer);
  private int round;

  /** A round in which clients take so many seconds, the quickest first. */
  private void round(int... seconds) {
    round++;
    times.began(round);
    int now = 0;
    for (int i = 0; i < seconds.length; i++) {
      timer.advance(Duration.ofSeconds(seconds[i] - now));
      now = seconds[i];
      times.answered("client-" + i, round);
    }
  }

  @Test
  void anOperatorsDeadlineStays() {
    AnswerTimes fixed = new AnswerTimes(Duration.ofSeconds(3), timer);
    fixed.began(1);
    timer.advance(Duration.ofHours(1));
    fixed.answered("client-0", 1);
    fixed.tooShort(Duration.ofSeconds(3));
    assertThat(fixed.deadline()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void answersAreTakenOnceLateOnesIncluded() {
    round(2, 3);
    assertThat(times.take())
        .containsExactly(new TimedAnswer(1, "client-0", 2), new TimedAnswer(1, "client-1", 3));
    times.began(2);
    timer.advance(Duration.ofSeconds(4));
    times.answered("client-2", 1);
    times.answered("client-2", 1);
    assertThat(times.take()).containsExactly(new TimedAnswer(1, "client-2", 7));
    assertThat(times.take()).isEmpty();
  }

  @Test
  void beforeAnyAnswerItIsLong() {
    assertThat(times.deadline()).isEqualTo(AnswerTimes.FIRST);
  }

  @Test
  void itIsFiveTimesTheMedianSoThatOneStragglerDoesNotMoveIt() {
    round(19, 20, 20, 21, 600);
    assertThat(times.deadline()).isEqualTo(Duration.ofSeconds(100));
  }

  @Test
  void quickClientsGetTimeForAPauseOfTheirOwn() {
    round(0, 0, 0);
    assertThat(times.deadline()).isEqualTo(AnswerTimes.SHORTEST);
  }

  @Test
  void aClientsLastAnswerCountsAndOneThatSendsOftenIsOneValue() {
    round(2, 2, 2);
    round(40, 40, 40);
    for (int i = 0; i < 100; i++) {
      timer.advance(Duration.ofHours(1));
      times.answered("client-0", round);
    }
    assertThat(times.deadline()).isEqualTo(Duration.ofSeconds(200));
  }

  @Test
  void lateAnswersOfAnEarlierRoundCountAndThoseOfNoKnownRoundDoNot() {
    times.began(1);
    timer.advance(Duration.ofSeconds(90));
    times.began(2);
    times.answered("client-0", 1);
    times.answered("client-0", 77);
    assertThat(times.deadline()).isEqualTo(Duration.ofSeconds(450));
  }

  @Test
  void roundsThatWereTooShortGetTwiceAsLongUntilSomebodyAnswersInTime() {
    times.tooShort(Duration.ofSeconds(60));
    assertThat(times.deadline()).isEqualTo(Duration.ofMinutes(2));
    times.tooShort(Duration.ofMinutes(50));
    assertThat(times.deadline()).isEqualTo(Duration.ofHours(1));
    round(30, 30, 30);
    assertThat(times.deadline()).isEqualTo(Duration.ofSeconds(150));
  }
}
