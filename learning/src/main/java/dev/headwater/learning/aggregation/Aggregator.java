package dev.headwater.learning.aggregation;

import dev.headwater.learning.names.Spec;
import dev.headwater.learning.tasks.RoundTask;

/**
 * How the contributions of a round become one estimate. {@link Gathering} decides beforehand which
 * contributions count; an aggregator never sees refused ones. Immutable, and equal to another one
 * with the same arguments.
 *
 * <p>An aggregator of your own gives a {@link SingleUpdates}, or an accumulator of its own;
 * docs/extending.md shows one.
 */
public interface Aggregator {

  /**
   * {@return its name and arguments, as the table of aggregators reads them; for a class of your
   * own its name}
   */
  default Spec spec() {
    return Spec.of(getClass().getName());
  }

  /**
   * {@return whether it needs every single contribution}
   *
   * <p>If so, it cannot be combined with masks or with a promise about the sum, and the coordinator
   * keeps all contributions until the round ends.
   */
  boolean needsSingleUpdates();

  /**
   * Refuses cohort sizes for which the rule is not defined.
   *
   * @param cohort contributions that a round asks for
   * @throws IllegalArgumentException if the cohort is too small
   */
  void requireCohort(int cohort);

  /**
   * {@return a new, empty accumulator for one round}
   *
   * @param task the round; its schema says which vectors contributions have
   */
  Accumulator open(RoundTask task);
}
