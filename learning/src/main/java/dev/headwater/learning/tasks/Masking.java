package dev.headwater.learning.tasks;

/**
 * Contributions are masked, so that the coordinator learns only their sum; the parameters say what
 * the masks must tolerate.
 *
 * @param minSurvivors least number of contributions in an unmasked sum, at least 2
 * @param dropouts share of a cohort that may drop out in a round, in [0, 1)
 * @param corrupt share of a cohort that may collude with the coordinator, in [0, 1)
 */
public record Masking(int minSurvivors, double dropouts, double corrupt) {

  /**
   * Masks that tolerate this.
   *
   * @param minSurvivors at least 2, because the sum over one contribution is that contribution
   * @param dropouts share of the cohort, at least 0
   * @param corrupt share of the cohort, at least 0; together with {@code dropouts} below 1
   * @throws IllegalArgumentException if a number is out of its range
   */
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

  /**
   * {@return the number of colluding clients that the masks tolerate}
   *
   * @param cohort number of clients in the round
   */
  public int colluders(int cohort) {
    return (int) Math.floor(corrupt * cohort + 1e-9);
  }
}
