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
 * Nearest-neighbour mixing (Allouah, Farhadkhani, Guerraoui, Gupta, Pinot and Stephan, "Fixing by
 * Mixing: A Recipe for Optimal Byzantine ML under Heterogeneity", 2023), then a trimmed mean. Every
 * contribution becomes the mean of its {@code n - f} nearest ones, itself included: {@code y_i = 1
 * / (n - f) sum_{k in N_i} x_k}. In every coordinate the {@code f} smallest and the {@code f}
 * largest {@code y} are left out, and the rest is averaged. It is robust against f arbitrary
 * contributions if {@code n > 2f}, and mixing brings honest clients of different data so close
 * together that the bound reaches the best one there is.
 *
 * <p>Of equal distances the client that is first by name is nearer. Values are added in that order.
 *
 * @param f attackers that it is made for, at least 0
 */
public record NearestNeighbours(int f) implements Aggregator {
  static final String NAME = "nnm";

  /**
   * Refuses negative numbers.
   *
   * @param f at least 0
   * @throws IllegalArgumentException if it is below 0
   */
  public NearestNeighbours {
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
    Attackers.requireEnough(spec(), cohort, 2L * f + 1, "2 F + 1");
  }

  @Override
  public Accumulator open(RoundTask task) {
    return SingleUpdates.whole(task, this, this::estimate);
  }

  private double[] estimate(double[][] points) {
    requireCohort(points.length);
    double[][] mixed = mixed(points);
    double[] estimate = new double[points[0].length];
    double[] column = new double[points.length];
    for (int j = 0; j < estimate.length; j++) {
      for (int i = 0; i < column.length; i++) {
        column[i] = mixed[i][j];
      }
      Arrays.sort(column);
      for (int i = f; i < column.length - f; i++) {
        estimate[j] += column[i];
      }
      estimate[j] /= column.length - 2 * f;
    }
    return estimate;
  }

  private double[][] mixed(double[][] points) {
    int n = points.length;
    double[][] distances = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = i + 1; k < n; k++) {
        distances[i][k] = Points.squaredDistance(points[i], points[k]);
        distances[k][i] = distances[i][k];
      }
    }
    double[][] mixed = new double[n][];
    for (int i = 0; i < n; i++) {
      mixed[i] = Points.mean(points, nearest(distances[i], n - f));
    }
    return mixed;
  }

  /** A weight of 1 for the {@code count} smallest distances; ties go to the first. */
  private static double[] nearest(double[] distances, int count) {
    double[] ascending = distances.clone();
    Arrays.sort(ascending);
    double furthest = ascending[count - 1];
    int ties = count;
    for (double distance : distances) {
      ties -= distance < furthest ? 1 : 0;
    }
    double[] weights = new double[distances.length];
    for (int k = 0; k < weights.length; k++) {
      boolean near = distances[k] < furthest || (distances[k] == furthest && ties-- > 0);
      weights[k] = near ? 1 : 0;
    }
    return weights;
  }

  /** Its row in the table of aggregators. */
  @AutoService(Aggregators.Row.class)
  public static final class Row extends Aggregators.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "F=1",
          "a trimmed mean of nearest-neighbour mixtures, for F attackers and unlike clients",
          arguments -> new NearestNeighbours(arguments.wholeNumber(0)));
    }
  }
}
