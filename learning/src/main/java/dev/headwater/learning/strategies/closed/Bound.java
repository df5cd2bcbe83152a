package dev.headwater.learning.strategies.closed;

import dev.headwater.learning.algebra.Cholesky;

/**
 * Boehning's bound of the Hessian of softmax regression (Boehning 1992, "Multinomial logistic
 * regression algorithm", theorem 1), for all classes alike:
 *
 * <pre>
 * B = X'X / (2 n) + l2 diag(1, ..., 1, 0)        the Hessian of every class is below it
 * </pre>
 *
 * so that {@code w - B^-1 gradient} never increases the loss.
 */
final class Bound {
  /** Keeps a feature that no example has from making the matrix singular. */
  private static final double JITTER = 1e-12;

  private final Objective objective;
  private final Cholesky factor;

  private Bound(Objective objective, Cholesky factor) {
    this.objective = objective;
    this.factor = factor;
  }

  /** The bound of examples with this packed upper triangle of X'X, the last entry being n. */
  static Bound of(double[] packed, Objective objective) {
    int width = objective.head().features() + 1;
    double n = packed[packed.length - 1];
    double[][] matrix = Statistics.unpack(packed, width);
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        matrix[i][j] /= 2 * n;
      }
    }
    double jitter = JITTER * Statistics.meanDiagonal(matrix);
    for (int i = 0; i < width; i++) {
      matrix[i][i] += jitter + (i < width - 1 ? objective.l2() : 0);
    }
    return new Bound(objective, Cholesky.of(matrix));
  }

  /** {@code B^-1 v}, class by class; a fresh array. */
  double[] inverse(double[] v) {
    Rows rows = objective.rows();
    double[] result = new double[v.length];
    for (int c = 0; c < objective.head().classes(); c++) {
      rows.set(result, c, factor.solve(rows.get(v, c)));
    }
    return result;
  }
}
