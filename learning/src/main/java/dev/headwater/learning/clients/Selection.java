package dev.headwater.learning.clients;

import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.RandomK;
import dev.headwater.learning.compression.TopK;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.TrainTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that a client sends, where the compression sends only some: before clipping, so that
 * what is sent and summed is what is clipped.
 *
 * @param vectors in the order of the task's schema
 * @param residuals what the client remembers, by the name of its memory; empty but for top-k
 */
record Selection(List<Values> vectors, Map<String, float[]> residuals) {
  /** Prefix of the memory of what was not sent of a vector: {@code residual-delta}. */
  static final String RESIDUAL = "residual-";

  /**
   * Of weighted vectors, to which it may write.
   *
   * @throws IllegalArgumentException if a residual has another length than its vector
   */
  static Selection of(List<Values> weighted, TrainTask task, NamedVectors memory) {
    List<Values> vectors = new ArrayList<>();
    Map<String, float[]> residuals = new HashMap<>();
    for (int i = 0; i < weighted.size(); i++) {
      SumSchema.Vector vector = task.schema().vectors().get(i);
      Compression compression = vector.compression();
      if (!(weighted.get(i) instanceof Values.Reals reals)) {
        vectors.add(weighted.get(i));
      } else if (compression instanceof RandomK random) {
        int size = reals.size();
        int[] places = random.places(size, task.seed(), task.round(), vector.name());
        vectors.add(new Values.Reals(random.take(reals.values(), places)));
      } else if (compression instanceof TopK top) {
        String name = RESIDUAL + vector.name();
        float[] due = reals.values();
        if (top.feedback()) {
          add(memory.getOrZeros(name, due.length), due);
          residuals.put(name, due);
        }
        vectors.add(new Values.Reals(top.take(due)));
      } else {
        vectors.add(reals);
      }
    }
    return new Selection(vectors, residuals);
  }

  private static void add(float[] residual, float[] values) {
    for (int j = 0; j < values.length; j++) {
      values[j] += residual[j];
    }
  }
}
