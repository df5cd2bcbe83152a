package dev.headwater.learning.accounting;

import java.util.List;

/**
 * Adds up the privacy cost of rounds. Immutable: {@link #plus} returns a new accountant. The
 * guarantee is (epsilon, delta) differential privacy of the whole sequence, in which each round may
 * depend on the earlier ones, for the {@link Adjacency} of the steps' sampling.
 */
public sealed interface Accountant permits RdpAccountant, PldAccountant {

  /**
   * {@return these steps and one more}
   *
   * @param step of the same adjacency as the steps so far
   * @throws IllegalArgumentException if the step has another adjacency than the earlier steps, or a
   *     sampling that this accountant has no theorem for
   */
  Accountant plus(Step step);

  /**
   * {@return an upper bound of epsilon, at least 0; infinite if no finite bound is known}
   *
   * @param delta in (0, 1)
   * @throws IllegalArgumentException for another delta
   */
  double epsilon(double delta);

  /**
   * {@return an upper bound of delta, in [0, 1]}
   *
   * @param epsilon finite and at least 0
   * @throws IllegalArgumentException for another epsilon
   */
  double delta(double epsilon);

  /**
   * {@return the steps so far, in the order of their first appearance; steps of equal mechanisms
   * are merged}
   */
  List<Step> steps();

  /**
   * Refuses deltas outside (0, 1).
   *
   * @param delta any double; not-a-number is refused too
   * @return {@code delta}
   * @throws IllegalArgumentException if the value is refused
   */
  static double checkedDelta(double delta) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException(
          "delta: %s (expected: above 0 and below 1)".formatted(delta));
    }
    return delta;
  }

  /**
   * Refuses epsilons that are negative or not finite.
   *
   * @param epsilon any double; not-a-number is refused too
   * @return {@code epsilon}
   * @throws IllegalArgumentException if the value is refused
   */
  static double checkedEpsilon(double epsilon) {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon: %s (expected: finite and at least 0)".formatted(epsilon));
    }
    return epsilon;
  }
}
