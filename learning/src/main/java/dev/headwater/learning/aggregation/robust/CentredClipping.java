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
 * Centred clipping (Karimireddy, He and Jaggi, "Learning from History for Byzantine Robust
 * Optimization", 2021, section 4): {@code v <- v + 1/n sum_i (x_i - v) min(1, tau / |x_i - v|)}, so
 * that no contribution moves a step further than {@code tau / n}.
 *
 * <p>The paper starts at the last round's result and takes one step. Here a round stands alone: the
 * start is the median of every coordinate, which is robust itself, and steps are repeated until one
 * is shorter than {@code 1e-8 tau}, at most {@value #MOST_STEPS} times. Without {@code tau} the
 * radius is the median distance of the contributions from the start: the size of the differences
 * between honest clients in this very round, which shrinks as the training converges, and which
 * fewer than half of the contributions cannot move beyond an honest one's distance. If it is 0, at
 * least half of the contributions lie at the start, which is the result.
 *
 * @param tau radius, above 0, in the unit of a delta's L2 norm; null for the median distance
 */
public record CentredClipping(@Nullable Double tau) implements Aggregator {
  static final String NAME = "centred-clipping";
  private static final int MOST_STEPS = 1000;
  private static final double CONVERGED = 1e-8;

  /** The median, at which it starts, of fewer is their mean. */
  private static final int FEWEST = 3;

  /**
   * Refuses radii outside their range.
   *
   * @param tau finite and above 0, or null
   * @throws IllegalArgumentException for another radius
   */
  public CentredClipping {
    if (tau != null && (!(tau > 0) || tau.isInfinite())) {
      throw new IllegalArgumentException(
          "aggregator: %s:%s (expected: a finite radius above 0)".formatted(NAME, tau));
    }
  }

  @Override
  public Spec spec() {
    return tau == null ? Spec.of(NAME) : Spec.of(NAME, tau);
  }

  @Override
  public boolean needsSingleUpdates() {
    return true;
  }

  @Override
  public void requireCohort(int cohort) {
    Attackers.requireEnough(spec(), cohort, FEWEST, "or it starts at their mean");
  }

  @Override
  public Accumulator open(RoundTask task) {
    return SingleUpdates.whole(task, this, this::centre);
  }

  /** The centre of {@code points [n][d]}, {@code [d]}. */
  double[] centre(double[][] points) {
    double[] v = Points.median(points);
    double radius = tau != null ? tau : Points.median(Points.distances(points, v));
    double moved = Double.POSITIVE_INFINITY;
    for (int step = 0; radius > 0 && step < MOST_STEPS && moved > CONVERGED * radius; step++) {
      double[] next = step(points, v, radius);
      moved = Points.distance(next, v);
      v = next;
    }
    return v;
  }

  /** One step; the clipped differences are added in the order of the points. */
  private static double[] step(double[][] points, double[] v, double radius) {
    double[] distances = Points.distances(points, v);
    double[] sum = new double[v.length];
    for (int i = 0; i < points.length; i++) {
      double share = distances[i] > radius ? radius / distances[i] : 1;
      for (int j = 0; j < sum.length; j++) {
        sum[j] += share * (points[i][j] - v[j]);
      }
    }
    double[] next = v.clone();
    for (int j = 0; j < next.length; j++) {
      next[j] += sum[j] / points.length;
    }
    return next;
  }

  /** Its row in the table of aggregators. */
  @AutoService(Aggregators.Row.class)
  public static final class Row extends Aggregators.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "[TAU]",
          "the centre to which no contribution adds more than TAU, or than the median distance",
          arguments -> new CentredClipping(arguments.count() > 0 ? arguments.number(0) : null));
    }
  }
}
