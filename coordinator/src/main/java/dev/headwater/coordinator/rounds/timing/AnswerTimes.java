package dev.headwater.coordinator.rounds.timing;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How long clients took to answer, and the deadline that follows from it: five times the median of
 * the last answers, so that a round waits for ordinary delays and not for a tenfold straggler. An
 * answer that came too late counts as well: where everybody has become slower, so does the
 * deadline. Safe for concurrent use.
 */
public final class AnswerTimes {
  /** The deadline while nobody has answered yet. */
  public static final Duration FIRST = Duration.ofSeconds(60);

  /** Clients far away, and garbage collectors, take seconds now and then. */
  public static final Duration SHORTEST = Duration.ofSeconds(10);

  /** Deadline over the median. */
  public static final int FACTOR = 5;

  private static final int KEPT = 256;

  private final @Nullable Duration fixed;
  private final long[] nanos = new long[KEPT];
  private int count;

  /**
   * No answers yet.
   *
   * @param fixed the operator's own deadline; null to derive it
   */
  public AnswerTimes(@Nullable Duration fixed) {
    this.fixed = fixed;
  }

  /** An answer came {@code nanos} after the work was sent, in time or not. */
  public synchronized void add(long nanos) {
    this.nanos[count++ % KEPT] = Math.max(0, nanos);
  }

  /** How long the next round, or step of one, waits for answers beyond a quorum. */
  public synchronized Duration deadline() {
    if (fixed != null) {
      return fixed;
    }
    if (count == 0) {
      return FIRST;
    }
    long[] sorted = Arrays.copyOf(nanos, Math.min(count, KEPT));
    Arrays.sort(sorted);
    Duration derived = Duration.ofNanos(sorted[sorted.length / 2]).multipliedBy(FACTOR);
    return derived.compareTo(SHORTEST) < 0 ? SHORTEST : derived;
  }
}
