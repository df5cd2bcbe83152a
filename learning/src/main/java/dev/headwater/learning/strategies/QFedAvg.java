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
 * Averaging that favours clients with a large loss (q-FedAvg; Li, Sanjabi, Beirami and Smith 2020,
 * "Fair Resource Allocation in Federated Learning", algorithm 2): it minimises {@code sum_k
 * F_k^(q+1) / (q+1)}. With the delta {@code d_k}, the mean loss {@code F_k} at the parameters that
 * client k received ({@link Sgd.Form#FAIR}), and {@code L = 1 / eta} of the round's learning rate
 *
 * <pre>
 * Delta_k = F_k^q L d_k        h_k = q F_k^(q-1) |L d_k|^2 + L F_k^q        w += sum_k Delta_k / sum_k h_k
 * </pre>
 *
 * (the paper's {@code Delta_k} has the other sign and is subtracted). Every client has weight 1. A
 * round whose {@code h} are all 0 on the sum's grid moves nothing: there is no loss left for this
 * q.
 *
 * @param q 0 to 10; 0 is {@link FedAvg} with uniform weights
 */
public record QFedAvg(double q) implements Strategy {
  private static final String NAME = "qfedavg";

  /**
   * Refuses powers outside their range.
   *
   * @param q 0 to 10
   * @throws IllegalArgumentException for another power
   */
  public QFedAvg {
    if (!(q >= 0 && q <= Sgd.MOST_Q)) {
      throw new IllegalArgumentException(
          "strategy: qfedavg:%s (expected: 0 to %.0f)".formatted(q, Sgd.MOST_Q));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, q);
  }

  /** A ratio of two sums, in which the paper weighs clients alike. */
  @Override
  public Set<Need> needs() {
    return Set.of(Need.UNIFORM_WEIGHTS, Need.SUMS);
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return new Sgd(hyper, Sgd.Form.FAIR, q);
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    double[] step = aggregate.mean(Sgd.DELTA);
    double curvature = aggregate.meanScalar(Sgd.CURVATURE);
    for (int j = 0; j < step.length; j++) {
      step[j] = curvature > 0 ? step[j] / curvature : 0;
    }
    return state.moved(step);
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(NAME, "Q=1", "clients with a large loss count more", a -> new QFedAvg(a.number(0)));
    }
  }
}
