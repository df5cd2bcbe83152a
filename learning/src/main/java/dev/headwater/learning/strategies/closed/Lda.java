package dev.headwater.learning.strategies.closed;

import com.google.auto.service.AutoService;
import dev.headwater.learning.algebra.Cholesky;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.Strategies;
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
 * Linear discriminant analysis: Gaussian classes with a shared covariance (Fisher 1936; Hastie,
 * Tibshirani and Friedman, "The Elements of Statistical Learning", 2009, eq. 4.10). Clients upload
 * exact sums over their examples once. With {@code n_c} of n examples in class c, their mean {@code
 * m_c}, and
 *
 * <pre>
 * S = (X'X - sum_c n_c m_c m_c') / n        S_g = S + gamma (trace(S) / features) I
 * w_c = S_g^-1 m_c        b_c = -m_c' w_c / 2 + log(n_c / n)
 * </pre>
 *
 * in float64, so that logits are log posteriors up to a shared constant. A class without examples
 * gets {@code w_c = 0} and a bias of {@value #ABSENT}. The result is the same, bit for bit, for
 * every split of the examples across clients.
 *
 * <p>Without an argument gamma is chosen from a grid as {@link Fed3R} chooses.
 *
 * @param gamma shrinkage of the covariance relative to its mean diagonal; above 0 unless the
 *     examples span all features; null for the best of the grid
 */
public record Lda(@Nullable Double gamma) implements Strategy {
  private static final String NAME = "lda";
  private static final float ABSENT = -1e6f;

  /**
   * Refuses shrinkages outside their range.
   *
   * @param gamma finite and at least 0; null for the best of the grid
   * @throws IllegalArgumentException for another one
   */
  public Lda {
    if (gamma != null && (!(gamma >= 0) || Double.isInfinite(gamma))) {
      throw new IllegalArgumentException(
          "strategy: lda:%s (expected: finite and at least 0)".formatted(gamma));
    }
  }

  @Override
  public Spec spec() {
    return gamma == null ? Spec.of(NAME) : Spec.of(NAME, gamma);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.LINEAR_HEAD, Need.EVERYBODY, Need.SUMS);
  }

  /** One for the sums, and one for scores. */
  @Override
  public OptionalInt rounds() {
    return OptionalInt.of(gamma == null ? 2 : 1);
  }

  @Override
  public boolean finished(ServerState state) {
    return PenaltyGrid.finished(state);
  }

  @Override
  public ServerState start(Model model, Parameters initial) {
    return PenaltyGrid.start(initial, gamma == null);
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return new Moments();
  }

  @Override
  public List<LocalWork> works(ServerState start, Hyperparameters hyper) {
    return gamma == null
        ? List.of(new Moments(), new Scores(PenaltyGrid.GAMMAS.length))
        : List.of(new Moments());
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    Layout layout = state.parameters().layout();
    Statistics sums = Statistics.of(aggregate, Head.of(layout).classes());
    double[][] means = means(sums);
    double[][] covariance = covariance(sums, means);
    return gamma != null
        ? PenaltyGrid.solved(state, solve(layout, sums, means, covariance, gamma))
        : PenaltyGrid.pending(state, g -> solve(layout, sums, means, covariance, g));
  }

  @Override
  public List<Parameters> candidates(ServerState state) {
    return PenaltyGrid.candidates(state);
  }

  @Override
  public ServerState choose(ServerState state, long[] correct) {
    return PenaltyGrid.choose(state, correct);
  }

  /** {@code [classes][features]}; zeros for a class without examples. */
  private static double[][] means(Statistics sums) {
    int features = sums.width() - 1;
    double[][] means = new double[sums.byClass().length][features];
    for (int c = 0; c < means.length; c++) {
      double count = sums.byClass()[c][features];
      for (int j = 0; j < features && count > 0; j++) {
        means[c][j] = sums.byClass()[c][j] / count;
      }
    }
    return means;
  }

  /** Within classes, {@code [features][features]}. */
  private static double[][] covariance(Statistics sums, double[][] means) {
    int features = sums.width() - 1;
    double[][] covariance = new double[features][features];
    for (int i = 0; i < features; i++) {
      for (int j = 0; j <= i; j++) {
        double between = 0;
        for (int c = 0; c < means.length; c++) {
          between += sums.byClass()[c][features] * means[c][i] * means[c][j];
        }
        covariance[i][j] = (sums.gram()[i][j] - between) / sums.examples();
        covariance[j][i] = covariance[i][j];
      }
    }
    return covariance;
  }

  private Parameters solve(
      Layout layout, Statistics sums, double[][] means, double[][] covariance, double shrinkage) {
    Cholesky factor;
    try {
      double unit = Statistics.meanDiagonal(covariance);
      factor = Cholesky.of(Statistics.ridged(covariance, shrinkage * unit));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "strategy: %s, the covariance of all examples is singular: %s (expected: a larger gamma, such as lda:0.1, or more examples than features)"
              .formatted(spec(), e.getMessage()),
          e);
    }
    int features = covariance.length;
    float[] flat = new float[layout.size()];
    for (int c = 0; c < means.length; c++) {
      double count = sums.byClass()[c][features];
      double[] weights = factor.solve(means[c]);
      double square = 0;
      for (int j = 0; j < features; j++) {
        flat[c * features + j] = (float) weights[j];
        square += weights[j] * means[c][j];
      }
      flat[means.length * features + c] =
          count == 0 ? ABSENT : (float) (StrictMath.log(count / sums.examples()) - square / 2);
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
          "[GAMMA]",
          "linear discriminant analysis, one round, two to choose GAMMA",
          a -> new Lda(a.count() == 0 ? null : a.number(0)));
    }
  }
}
