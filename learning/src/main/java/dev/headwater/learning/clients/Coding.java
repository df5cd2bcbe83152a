package dev.headwater.learning.clients;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.compression.Compression.Coded;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.TrainTask;
import java.util.List;

/**
 * What a client sends becomes what the coordinator will decode.
 *
 * <p><b>Clipping.</b> Rounding can lengthen a clipped vector. So the norms are computed again, of
 * the decoded values and of their integers, by the same upper bounds as in {@link Clipping}, and
 * the vector is shortened in its own form until both are within. It ends: the factor falls to 0,
 * and zeros are within every norm. What is summed is therefore clipped because it was checked, by
 * whatever form it is sent.
 *
 * <p><b>Local noise</b> is there before the rounding, which works on noised values alone and reads
 * nothing else of the data: it cannot weaken what the noise promises.
 */
final class Coding {
  /** The first attempt shortens by this share more than the norms say, the next by 16 times it. */
  private static final double FIRST_CUT = 0x1p-20;

  private Coding() {}

  /** Rounds the vectors in place; {@code weight} is the contribution's. */
  static void round(List<Values> vectors, String client, TrainTask task, int weight) {
    ClientPrivacy privacy = task.protection().clipping();
    double norm =
        privacy != null && privacy.noisePlace() == ClientPrivacy.NoisePlace.NONE
            ? privacy.clippingNorm() * weight
            : Double.POSITIVE_INFINITY;
    if (task.schema().vectors().stream().noneMatch(v -> v.compression() instanceof Coded)) {
      return;
    }
    KeyedRandom random = KeyedRandom.of(task.seed(), task.round(), client, Purpose.ROUNDING);
    for (int i = 0; i < vectors.size(); i++) {
      SumSchema.Vector vector = task.schema().vectors().get(i);
      if (vector.compression() instanceof Coded coded) {
        float[] values = ((Values.Reals) vectors.get(i)).values();
        coded.round(values, random);
        if (norm < Double.POSITIVE_INFINITY && Clipping.isFinite(values)) {
          shorten(values, coded, norm, vector.grid());
        }
      }
    }
  }

  /** {@code values} come out of {@code coded.round}, and are finite. */
  static void shorten(float[] values, Coded coded, double norm, FixedPoint grid) {
    double cut = FIRST_CUT;
    while (!Clipping.within(values, norm, grid)) {
      double factor = Math.min(1, norm / Clipping.norm(values)) * (1 - cut);
      coded.shorten(values, factor);
      cut = Math.min(1, 16 * cut);
    }
  }
}
