package dev.headwater.learning.aggregation.robust;

import com.google.auto.service.AutoService;
import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.aggregation.SingleUpdates;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.tasks.RoundTask;

/**
 * The coordinate-wise trimmed mean (Yin, Chen, Kannan and Bartlett, "Byzantine-Robust Distributed
 * Learning: Towards Optimal Statistical Rates", 2018, definition 2): in every coordinate the {@code
 * k = floor(beta n)} smallest and the {@code k} largest of n values are left out, and the rest is
 * averaged. It is robust against {@code k} arbitrary contributions.
 *
 * <p>Values count per unit of weight and all alike: the size that a client claims is ignored,
 * because a liar would claim a billion. Values are added in ascending order in double precision.
 *
 * @param beta share of the values that is left out at each end, in [0, 0.5); 0 leaves out none
 */
public record TrimmedMean(double beta) implements Aggregator {
  static final String NAME = "trimmed-mean";

  /** 0.07 * 100 is 7.000000000000001: the share was given in decimals. */
  private static final double DECIMAL = 1e-9;

  /**
   * Refuses shares outside their range.
   *
   * @param beta in [0, 0.5)
   * @throws IllegalArgumentException for another share
   */
  public TrimmedMean {
    if (!(beta >= 0 && beta < 0.5)) {
      throw new IllegalArgumentException(
          "aggregator: trimmed-mean:%s (expected: at least 0 and below 0.5)".formatted(beta));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, beta);
  }

  @Override
  public boolean needsSingleUpdates() {
    return true;
  }

  /** A trimmed mean that trims nothing is a mean. */
  @Override
  public void requireCohort(int cohort) {
    if (beta > 0 && trimmed(cohort) < 1) {
      throw new IllegalArgumentException(
          "aggregator: %s of %d contributions leaves out none (expected: at least %d contributions, or a larger share)"
              .formatted(spec(), cohort, (int) Math.ceil(1 / beta - DECIMAL)));
    }
  }

  /** Values trimmed at each end of {@code n}. */
  int trimmed(int n) {
    return (int) Math.floor(beta * n + DECIMAL);
  }

  @Override
  public Accumulator open(RoundTask task) {
    return new SingleUpdates(task, this, this::mean);
  }

  private double mean(double[] ascending) {
    int n = ascending.length;
    int out = trimmed(n);
    double sum = 0;
    for (int k = out; k < n - out; k++) {
      sum += ascending[k];
    }
    return sum / (n - 2 * out);
  }

  /** Its row in the table of aggregators. */
  @AutoService(Aggregators.Row.class)
  public static final class Row extends Aggregators.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "BETA=0.25",
          "leaves out this share at each end of every coordinate",
          arguments -> new TrimmedMean(arguments.number(0)));
    }
  }
}
