package dev.headwater.learning.stopping;

import org.jspecify.annotations.Nullable;

/**
 * When a run ends before its last round.
 *
 * @param target the run ends with the round that reaches it; null for none
 * @param patience the run ends once so many rounds in a row were not more accurate than the best
 *     one before them; null for never
 */
public record Stopping(@Nullable Target target, @Nullable Integer patience) {
  /** All rounds run. */
  public static final Stopping NEVER = new Stopping(null, null);

  /**
   * Refuses a patience of less than one round.
   *
   * @param target null for none
   * @param patience at least 1, null for endless
   * @throws IllegalArgumentException for a patience below 1
   */
  public Stopping {
    if (patience != null && patience < 1) {
      throw new IllegalArgumentException(
          "patience: %d (expected: at least 1 round)".formatted(patience));
    }
  }

  /** {@return whether the run can end early at all: then every round needs a score} */
  public boolean possible() {
    return target != null || patience != null;
  }

  /** {@return the scores of a run that has no rounds yet} */
  public BestSoFar begin() {
    return new BestSoFar(this);
  }
}
