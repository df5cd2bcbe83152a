package dev.headwater.learning.strategies.closed;

import com.google.auto.service.AutoService;
import dev.headwater.learning.algebra.Cholesky;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import dev.headwater.learning.work.Moments;
import java.util.OptionalInt;
import java.util.Set;

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
 * @param lambda the ridge penalty; above 0 unless the examples span all features
 */
public record Fed3R(double lambda) implements Strategy {
  static final String NAME = "fed3r";

  /**
   * Refuses penalties outside their range.
   *
   * @param lambda finite and at least 0
   * @throws IllegalArgumentException for another penalty
   */
  public Fed3R {
    if (!(lambda >= 0) || Double.isInfinite(lambda)) {
      throw new IllegalArgumentException(
          "strategy: fed3r:%s (expected: finite and at least 0)".formatted(lambda));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, lambda);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.LINEAR_HEAD, Need.EVERYBODY, Need.SUMS);
  }

  /** One: the sums contain all that the solution needs. */
  @Override
  public OptionalInt rounds() {
    return OptionalInt.of(1);
  }

  @Override
  public LocalWork work(ServerState state, Hyperparameters hyper) {
    return new Moments();
  }

  @Override
  public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
    Head head = Head.of(state.parameters().layout());
    int width = head.features() + 1;
    double[][] gram = symmetric(aggregate.total(Moments.SECOND), width);
    for (int i = 0; i < width; i++) {
      gram[i][i] += lambda;
    }
    double[][] targets = rows(aggregate.total(Moments.CLASS), head.classes(), width);
    double[][] weights = solve(gram, targets);
    float[] flat = new float[state.parameters().size()];
    for (int c = 0; c < head.classes(); c++) {
      for (int j = 0; j < head.features(); j++) {
        flat[c * head.features() + j] = (float) weights[c][j];
      }
      flat[head.classes() * head.features() + c] = (float) weights[c][head.features()];
    }
    return state.with(Parameters.owning(state.parameters().layout(), flat));
  }

  private double[][] solve(double[][] gram, double[][] targets) {
    try {
      Cholesky factor = Cholesky.of(gram);
      double[][] weights = new double[targets.length][];
      for (int c = 0; c < targets.length; c++) {
        weights[c] = factor.solve(targets[c]);
      }
      return weights;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "strategy: %s, the sums over all examples are singular: %s (expected: a larger lambda, such as fed3r:10, or more examples than features)"
              .formatted(spec(), e.getMessage()),
          e);
    }
  }

  /** The matrix {@code [width][width]} of a packed upper triangle. */
  private static double[][] symmetric(ExactSum.Total total, int width) {
    double[][] matrix = new double[width][width];
    double unit = total.grid().unit();
    int at = 0;
    for (int i = 0; i < width; i++) {
      for (int j = i; j < width; j++) {
        matrix[i][j] = total.units()[at++] / unit;
        matrix[j][i] = matrix[i][j];
      }
    }
    return matrix;
  }

  private static double[][] rows(ExactSum.Total total, int rows, int width) {
    double[][] matrix = new double[rows][width];
    double unit = total.grid().unit();
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < width; j++) {
        matrix[r][j] = total.units()[r * width + j] / unit;
      }
    }
    return matrix;
  }

  /** Its row in the table of strategies. */
  @AutoService(Strategies.Row.class)
  public static final class Row extends Strategies.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "LAMBDA=1",
          "ridge regression in closed form, one round",
          a -> new Fed3R(a.number(0)));
    }
  }
}
