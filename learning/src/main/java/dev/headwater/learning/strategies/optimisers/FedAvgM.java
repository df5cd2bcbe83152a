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
import dev.headwater.learning.work.Sgd;

/**
 * Federated averaging with server momentum (Hsu, Qi and Brown 2019, "Measuring the Effects of
 * Non-Identical Data Distribution", section 3): {@code v = beta * v + mean delta; w += v}, in
 * double precision, rounded once. Clients work as in {@link
 * dev.headwater.learning.strategies.FedAvg}. On label-skewed clients it needs far fewer rounds.
 *
 * @param beta share of the velocity that is kept each round, in [0, 1); 0 is {@link
 *     dev.headwater.learning.strategies.FedAvg}
 */
public record FedAvgM(double beta) implements Strategy {
  static final String NAME = "fedavgm";
  private static final double DEFAULT_BETA = 0.9;
  private static final String VELOCITY = "velocity";

  /**
   * Refuses momentum outside its range.
   *
   * @param beta in [0, 1)
   * @throws IllegalArgumentException for another share
   */
  public FedAvgM {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(
          "fedavgm: %s (expected: at least 0 and below 1)".formatted(beta));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, beta);
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    return new ServerState(initial).with(VELOCITY, new double[initial.size()]);
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    double[] mean = aggregate.mean(Sgd.DELTA);
    double[] velocity = state.memory(VELOCITY);
    for (int j = 0; j < velocity.length; j++) {
      velocity[j] = beta * velocity[j] + mean[j];
    }
    return state.moved(velocity).with(VELOCITY, velocity);
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "[BETA]",
          "with server momentum: far fewer rounds on skewed labels",
          a -> new FedAvgM(a.number(0, DEFAULT_BETA)));
    }
  }
}
