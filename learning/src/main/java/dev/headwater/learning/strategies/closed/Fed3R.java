package dev.headwater.learning.strategies.closed;

import com.google.auto.service.AutoService;
import dev.headwater.learning.algebra.Cholesky;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategies.stages.WarmStart;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Moments;
import dev.headwater.learning.work.Scores;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ridge regression in closed form (Fed3R; Fanì, Camoriano, Caputo and Ciccone 2024, "Accelerating
 * Heterogeneous Federated Learning with Closed-form Classifiers", section 3). Clients upload exact
 * sums over their examples once; the coordinator solves
 *
 * <pre>
 * (X'X + lambda I) W' = X'Y        X: features with a 1 behind them, Y: one-hot labels
 * </pre>
 *
 * by Cholesky decomposition in float64. The bias is a column like any other, and is penalised too.
 * The result is the same, bit for bit, for every split of the examples across clients.
 *
 * <p>Without an argument {@code lambda = gamma trace(X'X) / width} with the gamma of a grid, 1e-5
 * to 10, whose head classifies most held-out examples correctly, by exact sums of counts in a
 * second round or on the coordinator's test set; ties go to the larger gamma.
 *
 * @param lambda the ridge penalty; above 0 unless the examples span all features; null for the best
 *     of the grid
 */
public record Fed3R(@Nullable Double lambda) implements Strategy {
  static final String NAME = "fed3r";
  private static final double START_GAMMA = 0.03;

  /**
   * Refuses penalties outside their range.
   *
   * @param lambda finite and at least 0; null for the best of the grid
   * @throws IllegalArgumentException for another penalty
   */
  public Fed3R {
    if (lambda != null && (!(lambda >= 0) || Double.isInfinite(lambda))) {
      throw new IllegalArgumentException(
          "strategy: fed3r:%s (expected: finite and at least 0)".formatted(lambda));
    }
  }

  @Override
  public Spec spec() {
    return lambda == null ? Spec.of(NAME) : Spec.of(NAME, lambda);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.LINEAR_HEAD, Need.EVERYBODY, Need.SUMS);
  }

  /** One for the sums, which contain all that the solution needs, and one for scores. */
  @Override
  public OptionalInt rounds() {
    return OptionalInt.of(lambda == null ? 2 : 1);
  }

  @Override
  public boolean finished(ServerState state) {
    return PenaltyGrid.finished(state);
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    return PenaltyGrid.start(initial, lambda == null);
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return new Moments();
  }

  @Override
  public List<LocalWork> works(ServerState start, Hyperparameters hyper) {
    return lambda == null
        ? List.of(new Moments(), new Scores(PenaltyGrid.GAMMAS.length))
        : List.of(new Moments());
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    Layout layout = state.parameters().layout();
    Statistics sums = Statistics.of(aggregate, Head.of(layout).classes());
    if (lambda != null) {
      return PenaltyGrid.solved(state, solve(layout, sums, lambda));
    }
    double unit = Statistics.meanDiagonal(sums.gram());
    return PenaltyGrid.pending(state, gamma -> solve(layout, sums, gamma * unit));
  }

  @Override
  public List<Parameters> candidates(ServerState state) {
    return PenaltyGrid.candidates(state);
  }

  @Override
  public ServerState choose(ServerState state, long[] correct) {
    return PenaltyGrid.choose(state, correct);
  }

  /**
   * The head that softmax regression starts from: logits of a ridge head are too small for it, see
   * {@link WarmStart}, and the class sums of its parameters are 0.
   */
  static Parameters scaledAndCentred(Layout layout, Statistics sums) {
    double penalty = START_GAMMA * Statistics.meanDiagonal(sums.gram());
    float[] values = new Fed3R(null).solve(layout, sums, penalty).toArray();
    int classes = sums.byClass().length;
    int features = sums.width() - 1;
    for (int j = 0; j <= features; j++) {
      double mean = 0;
      for (int c = 0; c < classes; c++) {
        mean += values[position(classes, features, c, j)] / classes;
      }
      for (int c = 0; c < classes; c++) {
        int at = position(classes, features, c, j);
        values[at] = (float) (WarmStart.RIDGE_SCALE * (values[at] - mean));
      }
    }
    return Parameters.owning(layout, values);
  }

  private static int position(int classes, int features, int c, int j) {
    return j == features ? classes * features + c : c * features + j;
  }

  private Parameters solve(Layout layout, Statistics sums, double penalty) {
    Cholesky factor;
    try {
      factor = Cholesky.of(Statistics.ridged(sums.gram(), penalty));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "strategy: %s, the sums over all examples are singular: %s (expected: a larger lambda, such as fed3r:10, or more examples than features)"
              .formatted(spec(), e.getMessage()),
          e);
    }
    int features = sums.width() - 1;
    int classes = sums.byClass().length;
    float[] flat = new float[layout.size()];
    for (int c = 0; c < classes; c++) {
      double[] weights = factor.solve(sums.byClass()[c]);
      for (int j = 0; j < features; j++) {
        flat[c * features + j] = (float) weights[j];
      }
      flat[classes * features + c] = (float) weights[features];
    }
    return Parameters.owning(layout, flat);
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "[LAMBDA]",
          "ridge regression in closed form, one round, two to choose LAMBDA",
          a -> new Fed3R(a.count() == 0 ? null : a.number(0)));
    }
  }
}
