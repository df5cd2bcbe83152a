package dev.headwater.learning.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.training.softmax.Clients;
import dev.headwater.learning.work.Sgd;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Rounds of contributions that differ in their first two coordinates, so that hands can compute.
 */
final class PointsOnAPlane {
  private static final Parameters ZEROS = Parameters.zeros(new Head(2, 1).layout());

  private PointsOnAPlane() {}

  /** The round of {@code client-10, client-11, ...}, each with {@code {x, y}} at weight 1. */
  static Aggregate aggregate(Aggregator rule, double[]... points) {
    return weighted(rule, IntStream.range(0, points.length).map(i -> 1).toArray(), points);
  }

  /** The same, each at its weight. */
  static Aggregate weighted(Aggregator rule, int[] weights, double[]... points) {
    String[] names =
        IntStream.range(0, points.length)
            .mapToObj(k -> "client-" + (10 + k))
            .toArray(String[]::new);
    RoundTask task = Tasks.of(1, ZEROS, Clients.sgd(1, 1, 1), 4e9, names);
    Gathering gathering = new Gathering(task, rule);
    for (int k = 0; k < names.length; k++) {
      float x = (float) points[k][0];
      float y = points[k].length > 1 ? (float) points[k][1] : 0;
      Contribution given = Tasks.contribution(names[k], 1, weights[k], x, y, 0, 0);
      assertThat(gathering.offer(given)).isEqualTo(new Receipt.Accepted());
    }
    return gathering.close(0, 0);
  }

  /** The estimate's first two coordinates. */
  static double[] estimate(Aggregator rule, double[]... points) {
    return Arrays.copyOf(aggregate(rule, points).mean(Sgd.DELTA), 2);
  }

  /** The estimate of points on a line. */
  static double line(Aggregator rule, double... values) {
    double[][] points =
        Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
    return estimate(rule, points)[0];
  }
}
