package dev.headwater.coordinator.rounds.timing;

import java.time.Duration;

/**
 * The pause after a round without a sum: 1 s, twice as long after each further one in a row, at
 * most a minute. What kept the round from its sum rarely passes at once, and numbers of rounds, the
 * clients' patience and a privacy budget are not to be used up meanwhile. Used by the run's own
 * thread.
 */
public final class Pauses {
  private static final int LONGEST_SECONDS = 60;

  private int inARow;

  /** A round is over. */
  public void record(boolean sum) {
    inARow = sum ? 0 : inARow + 1;
  }

  /** How long; zero for no pause. */
  public Duration next() {
    if (inARow == 0) {
      return Duration.ZERO;
    }
    return Duration.ofSeconds(Math.min(LONGEST_SECONDS, 1L << Math.min(inARow - 1, 10)));
  }
}
