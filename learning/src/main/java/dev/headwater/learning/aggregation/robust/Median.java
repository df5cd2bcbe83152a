package dev.headwater.learning.aggregation.robust;

import com.google.auto.service.AutoService;
import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.aggregation.SingleUpdates;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.tasks.RoundTask;

/**
 * The coordinate-wise median (Yin, Chen, Kannan and Bartlett, "Byzantine-Robust Distributed
 * Learning: Towards Optimal Statistical Rates", 2018, definition 1): in every coordinate the middle
 * of n values, for even n the mean of the middle two. It is robust against {@code floor((n - 1) /
 * 2)} arbitrary contributions.
 *
 * <p>Values count per unit of weight and all alike: the size that a client claims is ignored.
 */
public record Median() implements Aggregator {
  private static final String NAME = "median";

  /** A median of fewer is a mean. */
  private static final int FEWEST = 3;

  @Override
  public Spec spec() {
    return Spec.of(NAME);
  }

  @Override
  public boolean needsSingleUpdates() {
    return true;
  }

  @Override
  public void requireCohort(int cohort) {
    if (cohort < FEWEST) {
      throw new IllegalArgumentException(
          "aggregator: median of %d contributions is their mean (expected: at least %d contributions)"
              .formatted(cohort, FEWEST));
    }
  }

  @Override
  public Accumulator open(RoundTask task) {
    return new SingleUpdates(task, this, Points::middle);
  }

  /** Its row in the table of aggregators. */
  @AutoService(Aggregators.Row.class)
  public static final class Row extends Aggregators.Row {
    /** For the service loader. */
    public Row() {
      super(NAME, "", "the middle of every coordinate", arguments -> new Median());
    }
  }
}
