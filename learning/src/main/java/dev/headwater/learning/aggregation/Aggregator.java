package dev.headwater.learning.aggregation;

import dev.headwater.learning.names.Spec;
import dev.headwater.learning.tasks.RoundTask;

/**
 * How the contributions of a round become one estimate. Which contributions are counted is decided
 * before, by {@link Gathering}; an aggregator never sees what was refused. Immutable.
 */
public interface Aggregator {

  /** Its name and arguments. */
  Spec spec();

  /**
   * Whether it needs every contribution on its own: then neither masks nor a promise about the sum
   * can stand beside it, and the coordinator keeps them all until the round ends.
   */
  boolean needsSingleUpdates();

  /**
   * Refuses cohorts that its theory does not cover.
   *
   * @param cohort how many contributions a round asks for
   * @throws IllegalArgumentException if it cannot work on so few
   */
  void requireCohort(int cohort);

  /** An empty accumulator for one round. */
  Accumulator open(RoundTask task);
}
