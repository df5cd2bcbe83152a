package dev.headwater.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static Backoff backoff(double jitter, double u) {
    return new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15), jitter, 0, () -> u);
  }

  @Test
  void waitDoublesUpToTheLongest() {
    Backoff steady = backoff(0, 0.9);
    assertThat(steady.delay(1)).isEqualTo(Duration.ofMillis(500));
    assertThat(steady.delay(2)).isEqualTo(Duration.ofSeconds(1));
    assertThat(steady.delay(5)).isEqualTo(Duration.ofSeconds(8));
    assertThat(steady.delay(6)).isEqualTo(Duration.ofSeconds(15));
    assertThat(steady.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void jitterShortensTheWaitByItsShare() {
    assertThat(backoff(0.5, 0).delay(2)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff(0.5, 0.5).delay(2)).isEqualTo(Duration.ofMillis(750));
  }

  @Test
  void attemptsAreUnlimitedUnlessALimitIsGiven() {
    assertThat(Backoff.forEver().exhausted(1_000_000)).isFalse();
    assertThat(Backoff.forEver().upTo(3).exhausted(2)).isFalse();
    assertThat(Backoff.forEver().upTo(3).exhausted(3)).isTrue();
    assertThatThrownBy(() -> backoff(1.5, 0)).hasMessageContaining("jitter 1.5");
  }
}
