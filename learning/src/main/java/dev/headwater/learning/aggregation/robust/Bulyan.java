package dev.headwater.learning.aggregation.robust;

import com.google.auto.service.AutoService;
import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.aggregation.SingleUpdates;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.tasks.RoundTask;
import java.util.Arrays;

/**
 * Bulyan (El Mhamdi, Guerraoui and Rouault, "The Hidden Vulnerability of Distributed Learning in
 * Byzantium", 2018, section 4). First {@code theta = n - 2f} contributions are chosen by {@link
 * Krum}, one after the other, each among those that are left: of {@code n'} left the {@code n' - f
 * - 2} nearest count, at least one. Then in every coordinate the {@code theta - 2f} values nearest
 * to the median of the chosen ones are averaged. It is robust against f arbitrary contributions if
 * {@code n >= 4f + 3}, also against those that hide a large change of a single coordinate.
 *
 * <p>Of equal scores, and of values equally near to the median, the client that is first by name
 * wins. Values are added in that order.
 *
 * @param f attackers that it is made for, at least 0
 */
public record Bulyan(int f) implements Aggregator {
  static final String NAME = "bulyan";

  /**
   * Refuses negative numbers.
   *
   * @param f at least 0
   * @throws IllegalArgumentException if it is below 0
   */
  public Bulyan {
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
    Attackers.requireEnough(spec(), cohort, 4L * f + 3, "4 F + 3");
  }

  @Override
  public Accumulator open(RoundTask task) {
    return SingleUpdates.whole(task, this, this::estimate);
  }

  private double[] estimate(double[][] points) {
    requireCohort(points.length);
    int[] chosen = chosen(points);
    double[] estimate = new double[points[0].length];
    double[] column = new double[chosen.length];
    for (int j = 0; j < estimate.length; j++) {
      for (int c = 0; c < column.length; c++) {
        column[c] = points[chosen[c]][j];
      }
      estimate[j] = meanNearMedian(column, chosen.length - 2 * f);
    }
    return estimate;
  }

  /** {@code [theta]}, in ascending order. */
  private int[] chosen(double[][] points) {
    KrumScores scores = new KrumScores(points);
    int[] chosen = new int[points.length - 2 * f];
    for (int c = 0; c < chosen.length; c++) {
      chosen[c] = scores.take(f);
    }
    Arrays.sort(chosen);
    return chosen;
  }

  /** The mean of the {@code count} values that are nearest to the median of all. */
  private static double meanNearMedian(double[] values, int count) {
    double median = Points.median(values);
    double[] distances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      distances[i] = Math.abs(values[i] - median);
    }
    double[] ascending = distances.clone();
    Arrays.sort(ascending);
    double furthest = ascending[count - 1];
    int ties = count;
    for (double distance : distances) {
      ties -= distance < furthest ? 1 : 0;
    }
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      if (distances[i] < furthest || (distances[i] == furthest && ties-- > 0)) {
        sum += values[i];
      }
    }
    return sum / count;
  }

  /** Its row in the table of aggregators. */
  @AutoService(Aggregators.Row.class)
  public static final class Row extends Aggregators.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "F=1",
          "repeated Krum, then a trimmed mean of every coordinate, for F attackers",
          arguments -> new Bulyan(arguments.wholeNumber(0)));
    }
  }
}
