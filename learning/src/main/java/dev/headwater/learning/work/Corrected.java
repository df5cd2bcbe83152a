package dev.headwater.learning.work;

import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.softmax.DpSgd;
import java.util.List;
import java.util.Map;

/** Clients whose memory corrects every gradient: SCAFFOLD's and FedDyn's. */
final class Corrected {
  private Corrected() {}

  /** See {@link Sgd.Form#CONTROL_VARIATE}. */
  static LocalResult byControl(Sgd work, LocalInput input) {
    int size = input.parameters().size();
    float[] global = input.broadcast().get(Sgd.CONTROL);
    if (global.length != size) {
      throw new IllegalArgumentException(
          "broadcast: %s has %d values (expected: %d, as the model has)"
              .formatted(Sgd.CONTROL, global.length, size));
    }
    float[] own = input.memory().getOrZeros(Sgd.CONTROL, size);
    float[] correction = new float[size];
    for (int j = 0; j < size; j++) {
      correction[j] = global[j] - own[j];
    }
    LocalUpdate update = work.train(input, correction);
    double distance =
        DpSgd.steps(input.examples().size(), work.hyper()) * work.hyper().learningRate();
    float[] change = new float[size];
    float[] next = new float[size];
    for (int j = 0; j < size; j++) {
      change[j] = (float) (-global[j] - update.delta()[j] / distance);
      next[j] = own[j] + change[j];
    }
    return new LocalResult(
        List.of(new Values.Reals(update.delta()), new Values.Reals(change)),
        update.meanLoss(),
        List.of(),
        NamedVectors.owning(Map.of(Sgd.CONTROL, next)));
  }

  /** See {@link Sgd.Form#DYNAMIC}. */
  static LocalResult byGradient(Sgd work, LocalInput input) {
    int size = input.parameters().size();
    float[] own = input.memory().getOrZeros(Sgd.LOCAL_GRADIENT, size);
    float[] correction = new float[size];
    for (int j = 0; j < size; j++) {
      correction[j] = -own[j];
    }
    LocalUpdate update = work.train(input, correction);
    double alpha = work.hyper().proximalMu();
    float[] next = new float[size];
    for (int j = 0; j < size; j++) {
      next[j] = (float) (own[j] - alpha * update.delta()[j]);
    }
    return new LocalResult(
        List.of(new Values.Reals(update.delta())),
        update.meanLoss(),
        List.of(),
        NamedVectors.owning(Map.of(Sgd.LOCAL_GRADIENT, next)));
  }
}
