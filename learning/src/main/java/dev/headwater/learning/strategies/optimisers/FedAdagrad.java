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
 * Adaptive server optimisation with Adagrad's second moment, which only grows (FedAdagrad; Reddi et
 * al. 2021, "Adaptive Federated Optimization", algorithm 2 with beta1 0). With the mean delta
 * {@code d} as the negative gradient, in every coordinate
 *
 * <pre>
 * v = v + d^2        w += eta d / (sqrt(v) + tau)
 * </pre>
 *
 * starting from {@code v = tau^2}, in double precision, rounded once.
 *
 * @param learningRate eta, the server's, above 0
 * @param tau degree of adaptivity, above 0; the smaller, the more the rates of parameters differ
 */
public record FedAdagrad(double learningRate, double tau) implements Strategy {
  private static final String NAME = "fedadagrad";

  /**
   * Refuses numbers outside their ranges.
   *
   * @param learningRate finite and above 0
   * @param tau finite and above 0
   * @throws IllegalArgumentException for such a number
   */
  public FedAdagrad {
    AdaptiveServer.require(NAME, learningRate, 0, 0, tau);
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, learningRate, tau);
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    return AdaptiveServer.start(initial, tau);
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    return AdaptiveServer.update(
        state, aggregate, learningRate, 0, tau, (v, squared) -> v + squared);
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "[LR],[TAU]",
          "as fedadam, with rates that only shrink",
          a ->
              new FedAdagrad(
                  a.number(0, AdaptiveServer.DEFAULT_LEARNING_RATE),
                  a.number(1, AdaptiveServer.DEFAULT_TAU)));
    }
  }
}
