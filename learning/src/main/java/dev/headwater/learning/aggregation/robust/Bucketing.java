package dev.headwater.learning.aggregation.robust;

import com.google.auto.service.AutoService;
import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.aggregation.SingleUpdates;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.tasks.RoundTask;
import java.util.stream.IntStream;

/**
 * Bucketing (Karimireddy, He and Jaggi, "Byzantine-Robust Learning on Heterogeneous Datasets via
 * Bucketing", 2022), then {@link CentredClipping}. Contributions are dealt out at random into
 * {@code ceil(n / s)} buckets of {@code s}, the last may be smaller; the rule sees the bucket means
 * {@code y_i = 1 / |B_i| sum_{k in B_i} x_k}. Their spread is {@code s} times smaller than that of
 * unlike clients (in variance), while at most f of the {@code n / s} buckets hold an attacker: it
 * is robust if {@code s f} is below half of n.
 *
 * <p>The deal follows from the seed and the round, and contributions are in the order of the
 * clients' names before it.
 *
 * @param s contributions of a bucket, at least 1; the paper suggests 2
 */
public record Bucketing(int s) implements Aggregator {
  static final String NAME = "bucketing";

  /** Buckets that centred clipping needs. */
  private static final int FEWEST = 3;

  private static final CentredClipping RULE = new CentredClipping(null);

  /**
   * Refuses empty buckets.
   *
   * @param s at least 1
   * @throws IllegalArgumentException if it is below 1
   */
  public Bucketing {
    if (s < 1) {
      throw new IllegalArgumentException(
          "aggregator: %s:%d (expected: buckets of at least 1 contribution)".formatted(NAME, s));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, s);
  }

  @Override
  public boolean needsSingleUpdates() {
    return true;
  }

  @Override
  public void requireCohort(int cohort) {
    Attackers.requireEnough(spec(), cohort, (FEWEST - 1L) * s + 1, "three buckets");
  }

  @Override
  public Accumulator open(RoundTask task) {
    long seed = task.train().seed();
    int round = task.round();
    return SingleUpdates.whole(
        task,
        this,
        points -> {
          requireCohort(points.length);
          return RULE.centre(buckets(points, KeyedRandom.of(seed, round, "", Purpose.BUCKETS)));
        });
  }

  private double[][] buckets(double[][] points, KeyedRandom random) {
    int[] order = IntStream.range(0, points.length).toArray();
    random.shuffle(order);
    double[][] buckets = new double[(points.length + s - 1) / s][];
    for (int b = 0; b < buckets.length; b++) {
      double[] weights = new double[points.length];
      for (int i = b * s; i < Math.min(order.length, (b + 1) * s); i++) {
        weights[order[i]] = 1;
      }
      buckets[b] = Points.mean(points, weights);
    }
    return buckets;
  }

  /** Its row in the table of aggregators. */
  @AutoService(Aggregators.Row.class)
  public static final class Row extends Aggregators.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "S=2",
          "centred clipping of the means of random buckets of S, for unlike clients",
          arguments -> new Bucketing(arguments.wholeNumber(0)));
    }
  }
}
