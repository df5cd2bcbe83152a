package dev.headwater.learning.aggregation;

import dev.headwater.learning.names.Spec;
import dev.headwater.learning.tasks.RoundTask;

/**
 * Turns the contributions of a round into one estimate. {@link Gathering} decides beforehand which
 * contributions count; an aggregator never sees refused ones. Immutable.
 */
public interface Aggregator {

  /** Its name and arguments. */
  Spec spec();

  /**
   * Whether it needs every single contribution: then it cannot be combined with masks or with a
   * promise about the sum, and the coordinator keeps all contributions until the round ends.
   */
  boolean needsSingleUpdates();

  /**
   * Refuses cohort sizes for which the rule is not defined.
   *
   * @param cohort contributions that a round asks for
   * @throws IllegalArgumentException if the cohort is too small
   */
  void requireCohort(int cohort);

  /** An empty accumulator for one round. */
  Accumulator open(RoundTask task);
}
