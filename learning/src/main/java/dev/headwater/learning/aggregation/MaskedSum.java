package dev.headwater.learning.aggregation;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;

/**
 * What secure aggregation sums: a contribution as integers of the round's grid, followed by three
 * more that would otherwise travel in the open:
 *
 * <pre>
 * values, then: weight | training loss * weight on a grid of its own | 1 if within the clipping norm
 * </pre>
 *
 * The sum of these vectors holds the very integers that {@link ExactSum} would have added, so that
 * a masked round and an open one on the same grid end in the same bits.
 */
public final class MaskedSum {
  private static final int EXTRAS = 3;

  /**
   * A larger mean loss is told as this one: it is a figure to look at, and its sum needs a bound.
   */
  private static final double MAX_LOSS = 64;

  private static final int MAX_LOSS_BITS = 16;

  private MaskedSum() {}

  /** Length of the masked vector of {@code values} values. */
  public static int length(int values) {
    return values + EXTRAS;
  }

  /**
   * A contribution as integers, with this client's part of the noise where distributed differential
   * privacy asks for it.
   *
   * @return {@code [length(values)]}
   * @throws IllegalArgumentException if a value is beyond the grid's bound: masked, nobody could
   *     refuse it, and the sum might wrap
   */
  public static long[] encode(Contribution contribution, TrainTask task) {
    FixedPoint grid = task.grid();
    ClientPrivacy privacy = task.protection().client();
    // Under a promise not even that a client has diverged may show in who takes part.
    boolean hidden = privacy != null && !Clipping.isFinite(contribution.vector());
    float[] vector = hidden ? new float[contribution.vector().length] : contribution.vector();
    double bound = grid.maxPerWeight() * contribution.weight();
    long[] units = new long[length(vector.length)];
    for (int j = 0; j < vector.length; j++) {
      if (!(Math.abs(vector[j]) <= bound)) {
        throw new IllegalArgumentException(
            "value %d: %s (expected: at most %s in size; the training has diverged, lower --lr)"
                .formatted(j, vector[j], bound));
      }
      units[j] = grid.encode(vector[j]);
    }
    if (privacy != null) {
      privacy.addMaskedNoise(
          units, vector.length, grid, task.noise(contribution.client(), Purpose.NOISE));
    }
    int at = vector.length;
    units[at] = (long) contribution.weight();
    double loss = Math.min(contribution.trainLoss(), MAX_LOSS) * contribution.weight();
    units[at + 1] = task.protection().hidesScores() ? 0 : (long) Math.rint(loss * lossUnit(grid));
    units[at + 2] = contribution.withinNorm() ? 1 : 0;
    return units;
  }

  /** The aggregate that the unmasked {@code sum} of {@code contributors} stands for. */
  public static Aggregate decode(
      RoundTask task,
      long[] sum,
      SortedSet<String> contributors,
      List<Aggregate.Refusal> refusals,
      long bytesUp,
      long bytesDown) {
    int values = sum.length - EXTRAS;
    FixedPoint grid = task.grid();
    long weight = sum[values];
    Weighting weighting = task.train().protection().weighting();
    if (weight < contributors.size() || weight > (long) weighting.cap() * contributors.size()) {
      return Aggregate.aborted(
          task,
          "the masked weights of %d clients sum to %d (expected: %d to %d; a client masks what it was not asked for, and the sum is useless)"
              .formatted(
                  contributors.size(),
                  weight,
                  contributors.size(),
                  (long) weighting.cap() * contributors.size()),
          refusals,
          bytesUp,
          bytesDown);
    }
    double unit = lossUnit(grid);
    boolean hidden = task.train().protection().hidesScores() || unit == 0;
    return new Aggregate(
        task.round(),
        new ExactSum.Total(grid, Arrays.copyOf(sum, values), weight),
        contributors,
        weight,
        hidden ? Double.NaN : sum[values + 1] / unit / weight,
        sum[values + 2],
        refusals,
        bytesUp,
        bytesDown,
        null);
  }

  /** As fine as the ring allows; 0 where it has no room for losses at all. */
  private static double lossUnit(FixedPoint grid) {
    int bits = grid.ringBits() - 2 - (Math.getExponent(MAX_LOSS * grid.maxTotalWeight()) + 1);
    return bits < 0 ? 0 : Math.scalb(1.0, Math.min(bits, MAX_LOSS_BITS));
  }
}
