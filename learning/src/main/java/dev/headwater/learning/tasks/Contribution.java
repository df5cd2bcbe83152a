package dev.headwater.learning.tasks;

import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import java.util.List;

/**
 * One client's answer to a {@link TrainTask}: the vectors that are summed, in the order of the
 * task's schema, and their metadata.
 *
 * @param client the client's name
 * @param round the round it answers
 * @param numExamples examples worked on, at least 1
 * @param weight the factor of real vectors; num_examples in FedAvg
 * @param vectors exactly the vectors that are summed, {@code weight * delta} in FedAvg
 * @param trainLoss mean training loss in nats; 0 where the task hides scores or the work computes
 *     no loss
 * @param withinNorm whether the vector was within the clipping norm before it was clipped; true if
 *     there is no norm or the task does not ask
 * @param scalars the work's scalars, times the weight, in the order of the schema's slots after the
 *     three standard ones
 */
public record Contribution(
    String client,
    int round,
    int numExamples,
    double weight,
    List<Values> vectors,
    double trainLoss,
    boolean withinNorm,
    List<Double> scalars) {

  /**
   * One client's answer; the lists are copied, the vectors in them are not.
   *
   * @param client the client's name
   * @param round the round it answers, 1-based
   * @param numExamples at least 1
   * @param weight above 0
   * @param vectors in the order of the schema, already multiplied by the weight
   * @param trainLoss in nats, at least 0
   * @param withinNorm whether the vector was within the clipping norm before it was clipped
   * @param scalars times the weight, in the order of the schema; empty for none
   */
  public Contribution {
    vectors = List.copyOf(vectors);
    scalars = List.copyOf(scalars);
  }

  /**
   * A contribution of one vector of real numbers, without scalars.
   *
   * @param client the client's name
   * @param round the round it answers, 1-based
   * @param numExamples examples worked on, at least 1
   * @param weight the factor of the vector, above 0
   * @param vector already multiplied by the weight; the caller must not write to it again
   * @param trainLoss mean training loss in nats, at least 0
   * @param withinNorm whether the vector was within the clipping norm before it was clipped
   */
  public Contribution(
      String client,
      int round,
      int numExamples,
      double weight,
      float[] vector,
      double trainLoss,
      boolean withinNorm) {
    this(
        client,
        round,
        numExamples,
        weight,
        List.of(new Values.Reals(vector)),
        trainLoss,
        withinNorm,
        List.of());
  }

  /**
   * {@return the first vector, times the weight, not a copy}
   *
   * @throws IllegalStateException if it holds integers
   */
  public float[] vector() {
    if (vectors.get(0) instanceof Values.Reals reals) {
      return reals.values();
    }
    throw new IllegalStateException("contribution: statistics (expected: real numbers)");
  }

  /**
   * {@return the slots as integers, {@code [schema.slots().size()]}: the weight; the training loss,
   * at most {@link SumSchema#MAX_LOSS}, times the weight; 1 if within the norm; then the scalars}
   *
   * @param schema the schema of the round's task
   * @param hidden whether the client keeps its training loss: its slot is then 0
   */
  public long[] slotUnits(SumSchema schema, boolean hidden) {
    long[] units = new long[schema.slots().size()];
    units[0] = (long) weight;
    double loss = Math.min(trainLoss, SumSchema.MAX_LOSS) * weight;
    units[1] = hidden ? 0 : schema.slots().get(1).encode(loss);
    units[2] = withinNorm ? 1 : 0;
    for (int i = 0; i < scalars.size(); i++) {
      units[3 + i] = schema.slots().get(3 + i).encode(scalars.get(i));
    }
    return units;
  }
}
