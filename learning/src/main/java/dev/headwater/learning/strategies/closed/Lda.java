package dev.headwater.learning.strategies.closed;

import com.google.auto.service.AutoService;
import dev.headwater.learning.algebra.Cholesky;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategies.Strategies;
import java.util.Arrays;
import java.util.function.DoubleFunction;
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
public record Lda(@Nullable Double gamma) implements ClosedForm {
  private static final String NAME = "lda";
  private static final double ABSENT = -1e6;

  /**
   * Refuses shrinkages outside their range.
   *
   * @param gamma finite and at least 0; null for the best of the grid
   * @throws IllegalArgumentException for another one
   */
  public Lda {
    PenaltyGrid.require(NAME, gamma);
  }

  @Override
  public Spec spec() {
    return gamma == null ? Spec.of(NAME) : Spec.of(NAME, gamma);
  }

  @Override
  public @Nullable Double penalty() {
    return gamma;
  }

  @Override
  public DoubleFunction<Parameters> solver(Layout layout, Statistics sums) {
    double[][] means = means(sums);
    double[][] covariance = covariance(sums, means);
    return shrinkage -> solve(layout, sums, means, covariance, shrinkage);
  }

  /** Gamma is relative to the covariance already. */
  @Override
  public double unit(Statistics sums) {
    return 1;
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
    Rows rows = new Rows(Head.of(layout));
    double[] w = new double[rows.size()];
    for (int c = 0; c < means.length; c++) {
      double count = sums.byClass()[c][features];
      double[] row = Arrays.copyOf(factor.solve(means[c]), features + 1);
      double square = 0;
      for (int j = 0; j < features; j++) {
        square += row[j] * means[c][j];
      }
      row[features] = count == 0 ? ABSENT : StrictMath.log(count / sums.examples()) - square / 2;
      rows.set(w, c, row);
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
          "[GAMMA]",
          "linear discriminant analysis, one round, two to choose GAMMA",
          a -> new Lda(a.count() == 0 ? null : a.number(0)));
    }
  }
}
