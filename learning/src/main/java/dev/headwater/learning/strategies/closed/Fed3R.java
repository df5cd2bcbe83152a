package dev.headwater.learning.strategies.closed;

import com.google.auto.service.AutoService;
import dev.headwater.learning.algebra.Cholesky;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.Strategies;
import java.util.function.DoubleFunction;
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
public record Fed3R(@Nullable Double lambda) implements ClosedForm {
  static final String NAME = "fed3r";
  private static final double START_GAMMA = 0.03;

  /**
   * Multiplies a ridge head that a softmax starts from: regression on 0 and 1 gives logits that the
   * softmax would first unlearn. On three data sets the held-out loss was least between 6 and 12,
   * and fine-tuning from 8 never lost accuracy (docs/decisions/0011).
   */
  public static final double LOGIT_SCALE = 8;

  /**
   * Refuses penalties outside their range.
   *
   * @param lambda finite and at least 0; null for the best of the grid
   * @throws IllegalArgumentException for another penalty
   */
  public Fed3R {
    PenaltyGrid.require(NAME, lambda);
  }

  @Override
  public Spec spec() {
    return lambda == null ? Spec.of(NAME) : Spec.of(NAME, lambda);
  }

  @Override
  public @Nullable Double penalty() {
    return lambda;
  }

  @Override
  public DoubleFunction<Parameters> solver(Layout layout, Statistics sums) {
    return penalty -> solve(layout, sums, penalty);
  }

  @Override
  public double unit(Statistics sums) {
    return Statistics.meanDiagonal(sums.gram());
  }

  /**
   * The head that softmax regression starts from, with logits of {@link #LOGIT_SCALE}; the class
   * sums of its parameters are 0.
   */
  static Parameters scaledAndCentred(Layout layout, Statistics sums) {
    double penalty = START_GAMMA * Statistics.meanDiagonal(sums.gram());
    Rows rows = new Rows(Head.of(layout));
    float[] values = new Fed3R(null).solve(layout, sums, penalty).toArray();
    int classes = sums.byClass().length;
    for (int j = 0; j < sums.width(); j++) {
      double mean = 0;
      for (int c = 0; c < classes; c++) {
        mean += values[rows.at(c, j)] / classes;
      }
      for (int c = 0; c < classes; c++) {
        int at = rows.at(c, j);
        values[at] = (float) (LOGIT_SCALE * (values[at] - mean));
      }
    }
    return Parameters.owning(layout, values);
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
    Rows rows = new Rows(Head.of(layout));
    double[] w = new double[rows.size()];
    for (int c = 0; c < sums.byClass().length; c++) {
      rows.set(w, c, factor.solve(sums.byClass()[c]));
    }
    return rows.parameters(w);
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
