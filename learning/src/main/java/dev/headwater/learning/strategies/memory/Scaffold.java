package dev.headwater.learning.strategies.memory;

import com.google.auto.service.AutoService;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Doubles;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.Enrolled;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Sgd;
import java.util.Map;
import java.util.Set;

/**
 * Averaging with control variates against client drift (SCAFFOLD; Karimireddy et al. 2020,
 * algorithm 1, option II). Clients correct every gradient by {@code c - c_i} ({@link
 * Sgd.Form#CONTROL_VARIATE}); with S sampled of N enrolled clients
 *
 * <pre>
 * x += eta (1/S) sum_i delta y_i        c += (1/N) sum_i delta c_i
 * </pre>
 *
 * so that {@code c} stays the mean of all {@code c_i}. This requires that N stays the same from the
 * first round on, every client has weight 1, and no client loses its {@code c_i}.
 *
 * @param learningRate eta, the server's, above 0
 */
public record Scaffold(double learningRate) implements Strategy {
  static final String NAME = "scaffold";
  static final double DEFAULT_LEARNING_RATE = 1;

  /**
   * Refuses rates outside their range.
   *
   * @param learningRate finite and above 0
   * @throws IllegalArgumentException for another rate
   */
  public Scaffold {
    if (!(learningRate > 0 && Double.isFinite(learningRate))) {
      throw new IllegalArgumentException(
          "strategy: scaffold:%s (expected: finite and above 0)".formatted(learningRate));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, learningRate);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.UNIFORM_WEIGHTS, Need.FIXED_POPULATION, Need.SUMS);
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    return Enrolled.unknown(new ServerState(initial).with(Sgd.CONTROL, new double[initial.size()]));
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return new Sgd(hyper, Sgd.Form.CONTROL_VARIATE);
  }

  @Override
  public NamedVectors broadcast(ServerState state) {
    return NamedVectors.owning(Map.of(Sgd.CONTROL, Doubles.rounded(state.memory(Sgd.CONTROL))));
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    ServerState next = Enrolled.after(state, task, this);
    double[] step = aggregate.mean(Sgd.DELTA);
    double[] change = aggregate.mean(Sgd.CONTROL);
    double[] control = state.memory(Sgd.CONTROL);
    double share = (double) aggregate.contributors().size() / task.population();
    for (int j = 0; j < step.length; j++) {
      step[j] *= learningRate;
      control[j] += share * change[j];
    }
    return next.moved(step).with(Sgd.CONTROL, control);
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "[LR]",
          "control variates against client drift; clients keep memory",
          a -> new Scaffold(a.number(0, DEFAULT_LEARNING_RATE)));
    }
  }
}
