package dev.headwater.learning.aggregation.robust;

import com.google.auto.service.AutoService;
import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.aggregation.SingleUpdates;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.tasks.RoundTask;

/**
 * Krum (Blanchard, El Mhamdi, Guerraoui and Stainer, "Machine Learning with Adversaries: Byzantine
 * Tolerant Gradient Descent", 2017, section 4): of n contributions the one with the least {@code
 * s(i) = sum_{k among the n - f - 2 nearest to i} |x_i - x_k|^2}. It is robust against f arbitrary
 * contributions if {@code n >= 2f + 3}. Of equal scores the client that is first by name wins.
 *
 * <p>It follows one client in every round and learns nothing from the others, so it ends lower than
 * {@link MultiKrum} where nobody attacks.
 *
 * @param f attackers that it is made for, at least 0
 */
public record Krum(int f) implements Aggregator {
  static final String NAME = "krum";

  /**
   * Refuses negative numbers.
   *
   * @param f at least 0
   * @throws IllegalArgumentException if it is below 0
   */
  public Krum {
    Attackers.requireNumber(NAME, f);
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, f);
  }

  @Override
  public boolean needsSingleUpdates() {
    return true;
  }

  @Override
  public void requireCohort(int cohort) {
    Attackers.requireEnough(spec(), cohort, 2L * f + 3, "2 F + 3");
  }

  @Override
  public Accumulator open(RoundTask task) {
    return SingleUpdates.whole(task, this, this::chosen);
  }

  private double[] chosen(double[][] points) {
    requireCohort(points.length);
    return points[new KrumScores(points).take(f)];
  }

  /** Its row in the table of aggregators. */
  @AutoService(Aggregators.Row.class)
  public static final class Row extends Aggregators.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "F=1",
          "the one contribution with the closest neighbours, for F attackers",
          arguments -> new Krum(arguments.wholeNumber(0)));
    }
  }
}
