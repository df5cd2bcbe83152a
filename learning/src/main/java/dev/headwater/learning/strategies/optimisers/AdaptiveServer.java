package dev.headwater.learning.strategies.optimisers;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.work.Sgd;
import java.util.Arrays;

/**
 * What the adaptive server optimisers share (Reddi et al. 2021, "Adaptive Federated Optimization",
 * algorithm 2). With the mean delta {@code d} as the negative gradient, in every coordinate
 *
 * <pre>
 * m = beta1 m + (1 - beta1) d        v = the optimiser's own rule        w += eta m / (sqrt(v) + tau)
 * </pre>
 *
 * starting from {@code m = 0, v = tau^2}, without bias correction, in double precision, rounded
 * once.
 */
final class AdaptiveServer {
  static final double DEFAULT_LEARNING_RATE = 0.1;
  static final double DEFAULT_BETA1 = 0.9;
  static final double DEFAULT_BETA2 = 0.99;
  static final double DEFAULT_TAU = 1e-3;

  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";

  private AdaptiveServer() {}

  /** The next {@code v} from the last one and the squared delta. */
  @FunctionalInterface
  interface SecondMoment {
    double next(double v, double squared);
  }

  /** Refuses numbers outside their ranges. */
  static void require(String name, double learningRate, double beta1, double beta2, double tau) {
    if (!(learningRate > 0 && Double.isFinite(learningRate))
        || !(beta1 >= 0 && beta1 < 1)
        || !(beta2 >= 0 && beta2 < 1)
        || !(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException(
          "strategy: %s with learning rate %s, beta1 %s, beta2 %s, tau %s (expected: above 0; both betas at least 0 and below 1; above 0)"
              .formatted(name, learningRate, beta1, beta2, tau));
    }
  }

  static ServerState start(Parameters initial, double tau) {
    double[] second = new double[initial.size()];
    Arrays.fill(second, tau * tau);
    return new ServerState(initial).with(FIRST, new double[initial.size()]).with(SECOND, second);
  }

  static ServerState update(
      ServerState state,
      Aggregate aggregate,
      double learningRate,
      double beta1,
      double tau,
      SecondMoment rule) {
    double[] delta = aggregate.mean(Sgd.DELTA);
    double[] first = state.memory(FIRST);
    double[] second = state.memory(SECOND);
    double[] step = new double[delta.length];
    for (int j = 0; j < delta.length; j++) {
      first[j] = beta1 * first[j] + (1 - beta1) * delta[j];
      second[j] = rule.next(second[j], delta[j] * delta[j]);
      step[j] = learningRate * first[j] / (Math.sqrt(second[j]) + tau);
    }
    return state.moved(step).with(FIRST, first).with(SECOND, second);
  }
}
