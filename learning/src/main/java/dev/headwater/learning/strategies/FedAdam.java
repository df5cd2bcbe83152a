package dev.headwater.learning.strategies;

import com.google.auto.service.AutoService;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.work.Sgd;
import java.util.Arrays;

/**
 * Adaptive server optimisation (FedAdam; Reddi et al. 2021, "Adaptive Federated Optimization",
 * algorithm 2). With the mean delta {@code d} as the negative gradient, in every coordinate
 *
 * <pre>
 * m = beta1 m + (1 - beta1) d        v = beta2 v + (1 - beta2) d^2        w += eta m / (sqrt(v) + tau)
 * </pre>
 *
 * starting from {@code m = 0, v = tau^2}, without bias correction, in double precision, rounded
 * once.
 *
 * @param learningRate eta, the server's, above 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param tau degree of adaptivity, above 0
 */
public record FedAdam(double learningRate, double beta1, double beta2, double tau)
    implements Strategy {
  static final String NAME = "fedadam";
  static final double DEFAULT_LEARNING_RATE = 0.1;
  static final double DEFAULT_BETA1 = 0.9;
  static final double DEFAULT_BETA2 = 0.99;
  static final double DEFAULT_TAU = 1e-3;

  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";

  /** Refuses numbers outside their ranges. */
  public FedAdam {
    if (!(learningRate > 0 && Double.isFinite(learningRate))
        || !(beta1 >= 0 && beta1 < 1)
        || !(beta2 >= 0 && beta2 < 1)
        || !(tau > 0 && Double.isFinite(tau))) {
      throw new IllegalArgumentException(
          "strategy: fedadam with learning rate %s, beta1 %s, beta2 %s, tau %s (expected: above 0; both betas at least 0 and below 1; above 0)"
              .formatted(learningRate, beta1, beta2, tau));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, learningRate, beta1, beta2, tau);
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    double[] second = new double[initial.size()];
    Arrays.fill(second, tau * tau);
    return new ServerState(initial).with(FIRST, new double[initial.size()]).with(SECOND, second);
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    double[] delta = aggregate.mean(Sgd.DELTA);
    double[] first = state.memory(FIRST);
    double[] second = state.memory(SECOND);
    double[] step = new double[delta.length];
    for (int j = 0; j < delta.length; j++) {
      first[j] = beta1 * first[j] + (1 - beta1) * delta[j];
      second[j] = beta2 * second[j] + (1 - beta2) * delta[j] * delta[j];
      step[j] = learningRate * first[j] / (Math.sqrt(second[j]) + tau);
    }
    return state.moved(step).with(FIRST, first).with(SECOND, second);
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "[LR],[B1],[B2],[TAU]",
          "an adaptive rate for every parameter, at the server",
          a ->
              new FedAdam(
                  a.number(0, DEFAULT_LEARNING_RATE),
                  a.number(1, DEFAULT_BETA1),
                  a.number(2, DEFAULT_BETA2),
                  a.number(3, DEFAULT_TAU)));
    }
  }
}
