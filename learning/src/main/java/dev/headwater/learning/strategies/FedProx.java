package dev.headwater.learning.strategies;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;

/**
 * FedAvg with a proximal term towards the global parameters (FedProx; Li et al. 2020, eq. 2):
 * {@code mu (w - w_global)} is added to every gradient.
 *
 * @param mu weight of the proximal term; 0 is {@link FedAvg}
 */
public record FedProx(double mu) implements Strategy {
  static final String NAME = "fedprox";

  /**
   * Refuses weights outside their range.
   *
   * @param mu finite and at least 0
   * @throws IllegalArgumentException for another weight
   */
  public FedProx {
    if (!(mu >= 0) || Double.isInfinite(mu)) {
      throw new IllegalArgumentException(
          "strategy: fedprox:%s (expected: finite and at least 0)".formatted(mu));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, mu);
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return new Sgd(hyper.withProximalMu(mu));
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    return state.moved(aggregate.mean(Sgd.DELTA));
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "MU=0.1",
          "clients are pulled towards the global parameters",
          a -> new FedProx(a.number(0)));
    }
  }
}
