package dev.headwater.learning.tasks;

/**
 * That contributions are masked, so that the coordinator learns their sum alone, and what the masks
 * must stand.
 *
 * @param minSurvivors contributions below which no sum is unmasked, at least 2
 * @param dropouts share of a cohort that may vanish in a round, in [0, 1)
 * @param corrupt share of a cohort that may work together with the coordinator, in [0, 1)
 */
public record Masking(int minSurvivors, double dropouts, double corrupt) {

  /** Refuses what no masks can stand. */
  public Masking {
    if (minSurvivors < 2) {
      throw new IllegalArgumentException(
          "secure aggregation: a sum over %d (expected: at least 2 contributions; the sum over one is that one's)"
              .formatted(minSurvivors));
    }
    if (!(dropouts >= 0 && dropouts < 1 && corrupt >= 0 && corrupt < 1 && dropouts + corrupt < 1)) {
      throw new IllegalArgumentException(
          "secure aggregation: dropouts %s, corrupt %s (expected: shares of at least 0, together below 1)"
              .formatted(dropouts, corrupt));
    }
  }
}
