package dev.headwater.learning.strategies;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.work.Sgd;

/**
 * Federated averaging (McMahan et al. 2017, algorithm 1): {@code w += sum_k n_k delta_k / sum_k
 * n_k}, in double precision, rounded once.
 */
public record FedAvg() implements Strategy {
  static final String NAME = "fedavg";

  @Override
  public Spec spec() {
    return Spec.of(NAME);
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
      super(NAME, "", "the weighted mean of the deltas", a -> new FedAvg());
    }
  }
}
