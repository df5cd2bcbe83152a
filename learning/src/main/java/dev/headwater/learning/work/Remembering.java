package dev.headwater.learning.work;

import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.Scaling;
import dev.headwater.learning.training.softmax.DpSgd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Clients that keep memory: SCAFFOLD's, FedDyn's and Ditto's. */
final class Remembering {
  private Remembering() {}

  /** See {@link Sgd.Form#CONTROL_VARIATE}. */
  static LocalResult control(Sgd work, LocalInput input) {
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
  static LocalResult dynamic(Sgd work, LocalInput input) {
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

  /** See {@link Sgd.Form#PERSONAL}. */
  static LocalResult personal(Sgd work, LocalInput input) {
    LocalUpdate update = new Sgd(work.hyper().withProximalMu(0)).train(input, null);
    return new LocalResult(
        List.of(new Values.Reals(update.delta())),
        update.meanLoss(),
        List.of(),
        memory(head(work, input), input.broadcast()));
  }

  /** The head, with the scaling of the features that it takes. */
  private static NamedVectors memory(float[] head, NamedVectors broadcast) {
    Map<String, float[]> kept = new HashMap<>(Map.of(Sgd.PERSONAL, head));
    for (String name : List.of(Scaling.MEAN, Scaling.SCALE)) {
      if (broadcast.names().contains(name)) {
        kept.put(name, broadcast.get(name));
      }
    }
    return NamedVectors.owning(kept);
  }

  /**
   * The personal head after this round. SGD pulls towards its start {@code v_0} and not towards the
   * global {@code x}: {@code lambda (v - x) = lambda (v - v_0) + lambda (v_0 - x)}, of which the
   * second part is the same in every step.
   */
  private static float[] head(Sgd work, LocalInput input) {
    Parameters global = input.parameters();
    int size = global.size();
    float[] head = global.toArray();
    float @Nullable [] correction = null;
    if (!input.memory().isEmpty()) {
      head = input.memory().getOrZeros(Sgd.PERSONAL, size).clone();
      correction = new float[size];
      double lambda = work.hyper().proximalMu();
      for (int j = 0; j < size; j++) {
        correction[j] = (float) (lambda * ((double) head[j] - global.get(j)));
      }
    }
    float[] delta =
        input
            .model()
            .sgd(
                Parameters.copyOf(global.layout(), head),
                input.examples(),
                work.hyper(),
                correction,
                input.order())
            .delta();
    for (int j = 0; j < size; j++) {
      head[j] += delta[j];
      if (!Float.isFinite(head[j])) {
        throw new IllegalArgumentException(
            "personal head: %s at position %d (expected: finite values; lower --lr, or the lambda of ditto)"
                .formatted(head[j], j));
      }
    }
    return head;
  }
}
