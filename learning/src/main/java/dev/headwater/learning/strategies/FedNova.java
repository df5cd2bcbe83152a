package dev.headwater.learning.strategies;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;
import java.util.Set;

/**
 * Normalised averaging (FedNova; Wang et al. 2020, "Tackling the Objective Inconsistency Problem in
 * Heterogeneous Federated Optimization", eq. 8 with tau_eff = sum_k p_k |a_k|_1): clients that take
 * more steps do not bias the model.
 *
 * <pre>
 * w += (sum_k p_k |a_k|_1) (sum_k p_k delta_k / |a_k|_1)        p_k = n_k / sum n
 * </pre>
 */
public record FedNova() implements Strategy {
  static final String NAME = "fednova";

  @Override
  public Spec spec() {
    return Spec.of(NAME);
  }

  /** The mean number of steps is weighted: a robust rule ignores weights and cannot compute it. */
  @Override
  public Set<Need> needs() {
    return Set.of(Need.SUMS);
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return new Sgd(hyper, Sgd.Form.NORMALISED);
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    double steps = aggregate.meanScalar(Sgd.STEPS);
    double[] step = aggregate.mean(Sgd.DELTA);
    for (int j = 0; j < step.length; j++) {
      step[j] *= steps;
    }
    return state.moved(step);
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(NAME, "", "clients with more steps pull no harder", a -> new FedNova());
    }
  }
}
