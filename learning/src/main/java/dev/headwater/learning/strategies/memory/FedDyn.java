package dev.headwater.learning.strategies.memory;

import com.google.auto.service.AutoService;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
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
import java.util.Set;

/**
 * Dynamic regularisation (FedDyn; Acar, Zhao, Navarro, Mattina, Whatmough and Saligrama 2021,
 * "Federated Learning Based on Dynamic Regularization", algorithm 1): clients keep their gradient
 * {@code g_i} and minimise {@code L_i(w) - <g_i, w> + alpha/2 |w - x|^2} ({@link
 * Sgd.Form#DYNAMIC}), whose minima agree with those of the global loss. With the deltas of S
 * sampled of N enrolled clients
 *
 * <pre>
 * h -= (alpha / N) sum_i delta_i        x += (1/S) sum_i delta_i - h / alpha
 * </pre>
 *
 * so that {@code h} stays the mean of all {@code g_i}. This requires that N stays the same from the
 * first round on, every client has weight 1, and no client loses its {@code g_i}. In double
 * precision, rounded once.
 *
 * @param alpha weight of the regularisation, above 0
 */
public record FedDyn(double alpha) implements Strategy {
  private static final String NAME = "feddyn";
  private static final String MEAN_GRADIENT = "mean-gradient";

  /**
   * Refuses weights outside their range.
   *
   * @param alpha finite and above 0
   * @throws IllegalArgumentException for another weight
   */
  public FedDyn {
    if (!(alpha > 0 && Double.isFinite(alpha))) {
      throw new IllegalArgumentException(
          "strategy: feddyn:%s (expected: finite and above 0)".formatted(alpha));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, alpha);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.UNIFORM_WEIGHTS, Need.FIXED_POPULATION, Need.SUMS);
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    return Enrolled.unknown(
        new ServerState(initial).with(MEAN_GRADIENT, new double[initial.size()]));
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    if (hyper.proximalMu() > 0) {
      throw new IllegalArgumentException(
          "strategy: %s with proximal mu %s (expected: 0; alpha is its proximal term)"
              .formatted(spec(), hyper.proximalMu()));
    }
    return new Sgd(hyper.withProximalMu(alpha), Sgd.Form.DYNAMIC);
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    ServerState next = Enrolled.after(state, task, this);
    double[] step = aggregate.mean(Sgd.DELTA);
    double[] gradient = state.memory(MEAN_GRADIENT);
    double share = (double) aggregate.contributors().size() / task.population();
    for (int j = 0; j < step.length; j++) {
      gradient[j] -= alpha * share * step[j];
      step[j] -= gradient[j] / alpha;
    }
    return next.moved(step).with(MEAN_GRADIENT, gradient);
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "ALPHA=0.1",
          "clients' losses are bent towards a common minimum; clients keep memory",
          a -> new FedDyn(a.number(0)));
    }
  }
}
