package dev.headwater.learning.aggregation.robust;

import com.google.auto.service.AutoService;
import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.aggregation.SingleUpdates;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.tasks.RoundTask;

/**
 * The geometric median (Pillutla, Kakade and Harchaoui, "Robust Aggregation for Federated
 * Learning", 2022, algorithm 2): the point {@code z} of least {@code sum_i |x_i - z|}. It is robust
 * against fewer than half of the contributions being arbitrary.
 *
 * <p>Weiszfeld's iteration {@code z <- sum_i w_i x_i / sum_i w_i} with {@code w_i = 1 / max(nu,
 * |x_i - z|)} starts at the median of every coordinate, which is robust itself, and ends when a
 * step is shorter than {@code 1e-8 s}, at the latest after {@value #MOST_STEPS}. The scale {@code
 * s} is the median distance of the contributions from the start, and {@code nu = 1e-6 s} smooths
 * the sum where {@code z} meets a contribution. If {@code s} is 0, at least half of the
 * contributions lie at the start, which then is the geometric median.
 */
public record GeometricMedian() implements Aggregator {
  private static final String NAME = "geometric-median";
  private static final int MOST_STEPS = 1000;
  private static final double CONVERGED = 1e-8;
  private static final double SMOOTHING = 1e-6;

  /** A median of fewer is any point between them. */
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
    Attackers.requireEnough(spec(), cohort, FEWEST, "of fewer every point between is one");
  }

  @Override
  public Accumulator open(RoundTask task) {
    return SingleUpdates.whole(task, this, GeometricMedian::of);
  }

  private static double[] of(double[][] points) {
    double[] z = Points.median(points);
    double[] distances = Points.distances(points, z);
    double scale = Points.median(distances);
    if (scale == 0) {
      return z;
    }
    double moved = Double.POSITIVE_INFINITY;
    for (int step = 0; step < MOST_STEPS && moved > CONVERGED * scale; step++) {
      double[] weights = new double[points.length];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = 1 / Math.max(SMOOTHING * scale, distances[i]);
      }
      double[] next = Points.mean(points, weights);
      moved = Points.distance(next, z);
      z = next;
      distances = Points.distances(points, z);
    }
    return z;
  }

  /** Its row in the table of aggregators. */
  @AutoService(Aggregators.Row.class)
  public static final class Row extends Aggregators.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "",
          "the point with the least sum of distances to all contributions",
          arguments -> new GeometricMedian());
    }
  }
}
