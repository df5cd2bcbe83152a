package dev.headwater.learning.strategies.optimisers;

import com.google.auto.service.AutoService;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;

/**
 * Adaptive server optimisation with Adam's second moment (FedAdam; Reddi et al. 2021, "Adaptive
 * Federated Optimization", algorithm 2). With the mean delta {@code d} as the negative gradient, in
 * every coordinate
 *
 * <pre>
 * m = beta1 m + (1 - beta1) d        v = beta2 v + (1 - beta2) d^2        w += eta m / (sqrt(v) + tau)
 * </pre>
 *
 * starting from {@code m = 0, v = tau^2}, without bias correction, in double precision, rounded
 * once.
 *
 * @param learningRate eta, the server's, above 0
 * @param beta1 decay of the first moment m, in [0, 1)
 * @param beta2 decay of the second moment v, in [0, 1)
 * @param tau degree of adaptivity, above 0; the smaller, the more the rates of parameters differ
 */
public record FedAdam(double learningRate, double beta1, double beta2, double tau)
    implements Strategy {
  private static final String NAME = "fedadam";

  /**
   * Refuses numbers outside their ranges.
   *
   * @param learningRate finite and above 0
   * @param beta1 in [0, 1)
   * @param beta2 in [0, 1)
   * @param tau finite and above 0
   * @throws IllegalArgumentException for such a number
   */
  public FedAdam {
    AdaptiveServer.require(NAME, learningRate, beta1, beta2, tau);
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, learningRate, beta1, beta2, tau);
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    return AdaptiveServer.start(initial, tau);
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    return AdaptiveServer.update(
        state,
        aggregate,
        learningRate,
        beta1,
        tau,
        (v, squared) -> beta2 * v + (1 - beta2) * squared);
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
                  a.number(0, AdaptiveServer.DEFAULT_LEARNING_RATE),
                  a.number(1, AdaptiveServer.DEFAULT_BETA1),
                  a.number(2, AdaptiveServer.DEFAULT_BETA2),
                  a.number(3, AdaptiveServer.DEFAULT_TAU)));
    }
  }
}
