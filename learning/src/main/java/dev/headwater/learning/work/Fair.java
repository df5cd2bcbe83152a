package dev.headwater.learning.work;

import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.kernels.Power;
import java.util.List;

/** The client of q-FedAvg; see {@link Sgd.Form#FAIR}. */
final class Fair {
  /**
   * The loss counts as no less than this: below 1 a power {@code q - 1} of a loss of 0 is infinite.
   */
  static final double LEAST_LOSS = 1e-10;

  private Fair() {}

  static LocalResult perform(Sgd work, LocalInput input) {
    double loss =
        Math.max(
            LEAST_LOSS,
            input.model().score(input.parameters(), input.examples()).lossSum()
                / input.examples().size());
    LocalUpdate update = work.train(input, null);
    float[] delta = update.delta();
    double squares = 0;
    for (float d : delta) {
      squares += (double) d * d;
    }
    double q = work.q();
    double lipschitz = 1 / work.hyper().learningRate();
    double factor = Power.of(loss, q) * lipschitz;
    double h = q * Power.of(loss, q - 1) * (lipschitz * lipschitz * squares) + factor;
    float[] vector = new float[delta.length];
    for (int j = 0; j < vector.length; j++) {
      vector[j] = (float) (factor * delta[j]);
    }
    return new LocalResult(
        List.of(new Values.Reals(vector)), update.meanLoss(), List.of(h), NamedVectors.NONE);
  }
}
