package dev.headwater.learning.strategies;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.FullGradient;
import dev.headwater.learning.work.LocalWork;

/**
 * Gradient descent on all clients' examples together (FedSGD; McMahan et al. 2017, section 2):
 * {@code w -= eta sum_k n_k g_k / sum_k n_k}, where {@code g_k} is the mean gradient of all of
 * client k's examples. The baseline that FedAvg is measured against.
 *
 * @param learningRate eta, the server's, above 0
 */
public record FedSgd(double learningRate) implements Strategy {
  static final String NAME = "fedsgd";

  /**
   * Refuses rates outside their range.
   *
   * @param learningRate finite and above 0
   * @throws IllegalArgumentException for another rate
   */
  public FedSgd {
    if (!(learningRate > 0 && Double.isFinite(learningRate))) {
      throw new IllegalArgumentException(
          "strategy: fedsgd:%s (expected: finite and above 0)".formatted(learningRate));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, learningRate);
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return new FullGradient();
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    double[] step = aggregate.mean(FullGradient.GRADIENT);
    for (int j = 0; j < step.length; j++) {
      step[j] *= -learningRate;
    }
    return state.moved(step);
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "LR=0.5",
          "gradient descent on all examples together",
          a -> new FedSgd(a.number(0)));
    }
  }
}
