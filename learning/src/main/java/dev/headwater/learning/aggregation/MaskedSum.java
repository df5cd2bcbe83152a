package dev.headwater.learning.aggregation;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Slot;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The input of secure aggregation: all vectors of a contribution as integers of their grids,
 * concatenated, followed by all slots.
 *
 * <pre>
 * values of the first vector | ... | weight | training loss * weight | 1 if within the norm | scalars
 * </pre>
 *
 * The sum of these vectors consists of exactly the integers that {@link ExactSum} computes, so a
 * masked and an unmasked round on the same grids give the same bits.
 */
public final class MaskedSum {
  private MaskedSum() {}

  /**
   * A contribution as integers, with this client's share of the noise under distributed
   * differential privacy.
   *
   * @param contribution with the vectors and scalars of the task's schema, in its order
   * @param task what the client was asked for; its protection says whether noise is added
   * @return {@code [task.schema().length()]}
   * @throws IllegalArgumentException if a value exceeds its grid's bound, or a scalar its slot's:
   *     the coordinator cannot check masked values, and the sum might wrap
   */
  public static long[] encode(Contribution contribution, TrainTask task) {
    SumSchema schema = task.schema();
    ClientPrivacy privacy = task.protection().client();
    long[] units = new long[schema.length()];
    int at = 0;
    for (int i = 0; i < schema.vectors().size(); i++) {
      SumSchema.Vector vector = schema.vectors().get(i);
      Values values = hidden(contribution.vectors().get(i), privacy);
      String problem = vector.grid().problemOf(values, contribution.weight());
      if (problem != null) {
        throw new IllegalArgumentException(problem + "; the training has diverged, lower --lr");
      }
      vector.grid().encode(values, units, at);
      at += values.size();
    }
    String scalar = schema.problemOfScalars(contribution.scalars(), contribution.weight());
    if (scalar != null) {
      throw new IllegalArgumentException(scalar);
    }
    if (privacy != null) {
      privacy.addMaskedNoise(
          units, at, task.grid(), task.noise(contribution.client(), Purpose.NOISE));
    }
    long[] slots = contribution.slotUnits(schema, task.protection().hidesScores());
    System.arraycopy(slots, 0, units, at, slots.length);
    return units;
  }

  /**
   * Under a privacy guarantee, participation must not even reveal that a client's training
   * diverged.
   */
  private static Values hidden(Values values, @Nullable ClientPrivacy privacy) {
    return privacy != null
            && values instanceof Values.Reals reals
            && !Clipping.isFinite(reals.values())
        ? new Values.Reals(new float[reals.size()])
        : values;
  }

  /**
   * Reads the aggregate out of an unmasked sum of {@link #encode}d contributions.
   *
   * @param task the round
   * @param sum {@code [schema.length()]} of the round's schema: the sum of all contributors'
   *     vectors
   * @param contributors names of the clients whose vectors are in the sum
   * @param refusals contributions that are not in it, and why
   * @param bytesUp payload bytes from clients to coordinator
   * @param bytesDown payload bytes from coordinator to clients
   * @return with the sum, or aborted with the reason if the values, weights, norm flags or scalars
   *     sum to what no honest contributors can give
   */
  public static Aggregate decode(
      RoundTask task,
      long[] sum,
      SortedSet<String> contributors,
      List<Aggregate.Refusal> refusals,
      long bytesUp,
      long bytesDown) {
    SumSchema schema = task.train().schema();
    long[] slots = Arrays.copyOfRange(sum, schema.values(), sum.length);
    String problem = problemOf(schema, slots, task.train().protection().weighting(), contributors);
    if (problem == null) {
      problem = problemOf(schema, sum, slots[0], contributors.size());
    }
    if (problem != null) {
      return Aggregate.aborted(task, problem, refusals, bytesUp, bytesDown);
    }
    List<ExactSum.Total> totals = new ArrayList<>();
    int at = 0;
    for (SumSchema.Vector vector : schema.vectors()) {
      int size = vector.layout().size();
      totals.add(
          new ExactSum.Total(vector.grid(), Arrays.copyOfRange(sum, at, at + size), slots[0]));
      at += size;
    }
    return SlotSums.aggregate(
        task,
        new Estimate.Sums(totals),
        slots,
        contributors,
        slots[0],
        refusals,
        bytesUp,
        bytesDown);
  }

  /**
   * A masked client's values cannot be checked; their sums can, so that nothing that follows gets
   * larger integers than its grid was made for. Honest values may carry the noise of their clients.
   */
  private static @Nullable String problemOf(SumSchema schema, long[] sum, long weight, int n) {
    int at = 0;
    for (SumSchema.Vector vector : schema.vectors()) {
      FixedPoint grid = vector.grid();
      double bound =
          (grid.maxPerWeight() * weight + FixedPoint.NOISE_DEVIATIONS * grid.noiseDeviation())
                  * grid.unit()
              + n;
      for (int j = 0; j < vector.layout().size(); j++, at++) {
        if (Math.abs((double) sum[at]) > bound) {
          return "value %d of the masked %s of %d clients sums to %s (expected: at most %s in size; a client masks what it was not asked for, and the sum is useless)"
              .formatted(j, vector.name(), n, sum[at] / grid.unit(), bound / grid.unit());
        }
      }
    }
    return null;
  }

  /** Flags carry no noise yet: it is added to their sum, once the sum can be one of flags. */
  private static @Nullable String problemOf(
      SumSchema schema, long[] slots, Weighting weighting, SortedSet<String> contributors) {
    int n = contributors.size();
    long most = (long) weighting.cap() * n;
    if (slots[0] < n || slots[0] > most) {
      return "the masked weights of %d clients sum to %d (expected: %d to %d; a client masks what it was not asked for, and the sum is useless)"
          .formatted(n, slots[0], n, most);
    }
    if (slots[2] < 0 || slots[2] > n) {
      return "the masked norm flags of %d clients sum to %d (expected: 0 to %d; a client masks what it was not asked for, and the sum is useless)"
          .formatted(n, slots[2], n);
    }
    for (int i = SumSchema.USUAL_SLOTS; i < slots.length; i++) {
      Slot slot = schema.slots().get(i);
      double bound = slot.maxPerWeight() * slots[0];
      if (Math.abs(slot.decode(slots[i])) > bound) {
        return "the masked %s of %d clients sums to %s (expected: at most %s in size; a client masks what it was not asked for, and the sum is useless)"
            .formatted(slot.name(), n, slot.decode(slots[i]), bound);
      }
    }
    return null;
  }
}
