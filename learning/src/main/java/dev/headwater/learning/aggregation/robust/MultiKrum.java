package dev.headwater.learning.aggregation.robust;

import com.google.auto.service.AutoService;
import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.aggregation.SingleUpdates;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.tasks.RoundTask;
import org.jspecify.annotations.Nullable;

/**
 * Multi-Krum (Blanchard, El Mhamdi, Guerraoui and Stainer 2017, section 5): the mean of the m
 * contributions with the lowest scores of {@link Krum}, added in the order of their clients' names.
 * It is robust against f arbitrary contributions if {@code n >= 2f + 3} and {@code m <= n - f - 2}.
 *
 * @param f attackers that it is made for, at least 0
 * @param m contributions that are averaged; null for as many as are robust, {@code n - f - 2}
 */
public record MultiKrum(int f, @Nullable Integer m) implements Aggregator {
  static final String NAME = "multi-krum";

  /**
   * Refuses numbers out of range.
   *
   * @param f at least 0
   * @param m at least 1, or null
   * @throws IllegalArgumentException for other numbers
   */
  public MultiKrum {
    Attackers.requireNumber(NAME, f);
    if (m != null && m < 1) {
      throw new IllegalArgumentException(
          "aggregator: %s:%d,%d (expected: a mean of at least 1 contribution)"
              .formatted(NAME, f, m));
    }
  }

  @Override
  public Spec spec() {
    return m == null ? Spec.of(NAME, f) : Spec.of(NAME, f, m);
  }

  @Override
  public boolean needsSingleUpdates() {
    return true;
  }

  @Override
  public void requireCohort(int cohort) {
    Attackers.requireEnough(spec(), cohort, 2L * f + 3, "2 F + 3");
    if (m != null) {
      Attackers.requireEnough(spec(), cohort, (long) m + f + 2, "M + F + 2");
    }
  }

  @Override
  public Accumulator open(RoundTask task) {
    return SingleUpdates.whole(task, this, this::mean);
  }

  private double[] mean(double[][] points) {
    requireCohort(points.length);
    int averaged = m == null ? points.length - f - 2 : m;
    double[] weights = new double[points.length];
    for (int chosen : new KrumScores(points).lowest(f, averaged)) {
      weights[chosen] = 1;
    }
    return Points.mean(points, weights);
  }

  /** Its row in the table of aggregators. */
  @AutoService(Aggregators.Row.class)
  public static final class Row extends Aggregators.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "F=1,[M]",
          "the mean of the M contributions with the closest neighbours, for F attackers",
          arguments ->
              new MultiKrum(
                  arguments.wholeNumber(0),
                  arguments.count() > 1 ? (Integer) arguments.wholeNumber(1) : null));
    }
  }
}
