package dev.headwater.learning.accounting;

import java.util.List;

/**
 * Adds up what rounds cost. Immutable: {@link #plus} answers a new accountant. The guarantee is
 * (epsilon, delta) differential privacy of the whole sequence, each round may depend on the rounds
 * before, for the {@link Adjacency} of the steps' sampling.
 */
public sealed interface Accountant permits RdpAccountant, PldAccountant {

  /**
   * This and one more step.
   *
   * @throws IllegalArgumentException for a step of another adjacency than the steps before, or of a
   *     sampling that this accountant has no theorem for
   */
  Accountant plus(Step step);

  /**
   * An upper bound of epsilon, at least 0; infinite where no finite one is known.
   *
   * @param delta in (0, 1)
   * @throws IllegalArgumentException for another delta
   */
  double epsilon(double delta);

  /**
   * An upper bound of delta, in [0, 1].
   *
   * @param epsilon at least 0
   * @throws IllegalArgumentException for another epsilon
   */
  double delta(double epsilon);

  /** The steps so far, in the order of their first appearance; equal mechanisms are one step. */
  List<Step> steps();

  /** Refuses deltas outside (0, 1). */
  static double checkedDelta(double delta) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException(
          "delta: %s (expected: above 0 and below 1)".formatted(delta));
    }
    return delta;
  }

  /** Refuses epsilons that are negative or not finite. */
  static double checkedEpsilon(double epsilon) {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon: %s (expected: finite and at least 0)".formatted(epsilon));
    }
    return epsilon;
  }
}
