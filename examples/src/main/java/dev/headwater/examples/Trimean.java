package dev.headwater.examples;

import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.SingleUpdates;
import dev.headwater.learning.tasks.RoundTask;

/**
 * An aggregator: Tukey's trimean of every coordinate, a quarter of the lower quartile, twice the
 * median and the upper quartile. Up to a quarter of the clients can be arbitrary.
 */
public record Trimean() implements Aggregator {

  @Override
  public boolean needsSingleUpdates() {
    return true;
  }

  @Override
  public void requireCohort(int cohort) {
    if (cohort < 4) {
      throw new IllegalArgumentException(
          "aggregator: trimean of %d contributions (expected: at least 4)".formatted(cohort));
    }
  }

  @Override
  public Accumulator open(RoundTask task) {
    return new SingleUpdates(task, this, Trimean::of);
  }

  private static double of(double[] ascending) {
    return (quantile(ascending, 0.25) + 2 * quantile(ascending, 0.5) + quantile(ascending, 0.75))
        / 4;
  }

  private static double quantile(double[] ascending, double share) {
    double place = share * (ascending.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
  }
}
