package dev.headwater.client.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before trying again: {@code min(longest, first * 2^(attempt - 1)) * (1 - jitter
 * * u)} with u uniform in [0, 1), so that a thousand clients do not reconnect at the same time.
 *
 * @param first delay after the first failure
 * @param longest upper bound of the delay
 * @param jitter in [0, 1]
 * @param maxAttempts failures in a row after which the node gives up; 0 for never
 * @param random gives u
 */
public record Backoff(
    Duration first, Duration longest, double jitter, int maxAttempts, DoubleSupplier random) {

  /** Refuses delays that are not positive and jitters outside [0, 1]. */
  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "backoff: %s to %s (expected: above 0, the longest not below the first)"
              .formatted(first, longest));
    }
    if (!(jitter >= 0 && jitter <= 1) || maxAttempts < 0) {
      throw new IllegalArgumentException(
          "backoff: jitter %s, %d attempts (expected: jitter in [0, 1], attempts of at least 0)"
              .formatted(jitter, maxAttempts));
    }
  }

  /**
   * From half a second to 5 seconds, without giving up: when a coordinator is back, a round that
   * needs everybody waits for the slowest.
   */
  public static Backoff forEver() {
    return new Backoff(
        Duration.ofMillis(500),
        Duration.ofSeconds(5),
        0.5,
        0,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** The same, giving up after {@code attempts} failures in a row. */
  public Backoff upTo(int attempts) {
    return new Backoff(first, longest, jitter, attempts, random);
  }

  /**
   * The delay after a failure.
   *
   * @param attempt 1 for the first failure in a row
   */
  public Duration delay(int attempt) {
    double nanos = (double) first.toNanos() * Math.scalb(1.0, Math.min(attempt - 1, 62));
    double bounded = Math.min(nanos, (double) longest.toNanos());
    return Duration.ofNanos((long) (bounded * (1 - jitter * random.getAsDouble())));
  }

  /** Whether {@code attempt} failures in a row are too many. */
  public boolean exhausted(int attempt) {
    return maxAttempts > 0 && attempt >= maxAttempts;
  }
}
