package dev.headwater.learning.aggregation;

import dev.headwater.learning.names.Spec;
import dev.headwater.learning.tasks.RoundTask;

/**
 * How the contributions of a round become one estimate. Which contributions are counted is decided
 * before, by {@link Gathering}; an aggregator never sees what was refused. Immutable, and equal to
 * another one with the same arguments.
 *
 * <p>An aggregator of your own gives a {@link SingleUpdates}, or an accumulator of its own;
 * docs/extending.md shows one.
 */
public interface Aggregator {

  /**
   * Its name and arguments, as the table of aggregators reads them; for a class of your own its
   * name.
   */
  default Spec spec() {
    return Spec.of(getClass().getName());
  }

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
