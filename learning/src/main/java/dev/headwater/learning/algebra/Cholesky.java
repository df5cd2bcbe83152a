package dev.headwater.learning.algebra;

/**
 * The decomposition {@code A = L L'} of a symmetric positive definite matrix, in float64 with a
 * fixed order of additions: the same bits on every machine.
 */
public final class Cholesky {
  /** A pivot smaller than its original diagonal entry by this factor is rounding error. */
  private static final double SINGULAR = 1e-13;

  /** {@code [n][]}, row i holds {@code L_i0 ... L_ii}. */
  private final double[][] rows;

  private Cholesky(double[][] rows) {
    this.rows = rows;
  }

  /**
   * {@return the decomposition of {@code matrix}, of which the lower triangle is read}
   *
   * @param matrix {@code [n][n]}, symmetric
   * @throws ArithmeticException if it is not positive definite, or so nearly singular that the
   *     solution would be rounding error
   */
  public static Cholesky of(double[][] matrix) {
    int n = matrix.length;
    double[][] rows = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] row = new double[i + 1];
      for (int j = 0; j < i; j++) {
        row[j] = (matrix[i][j] - dot(row, rows[j], j)) / rows[j][j];
      }
      double pivot = matrix[i][i] - dot(row, row, i);
      if (!(pivot > SINGULAR * matrix[i][i])) {
        throw new ArithmeticException(
            "pivot %d of %d is %.3g where the diagonal is %.3g"
                .formatted(i + 1, n, pivot, matrix[i][i]));
      }
      row[i] = Math.sqrt(pivot);
      rows[i] = row;
    }
    return new Cholesky(rows);
  }

  /** The first {@code count} products, in four interleaved sums that are added pairwise. */
  static double dot(double[] a, double[] b, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int k = 0;
    for (; k + 3 < count; k += 4) {
      s0 += a[k] * b[k];
      s1 += a[k + 1] * b[k + 1];
      s2 += a[k + 2] * b[k + 2];
      s3 += a[k + 3] * b[k + 3];
    }
    for (; k < count; k++) {
      s0 += a[k] * b[k];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /**
   * {@return the x {@code [n]} with {@code A x = b}}
   *
   * @param b {@code [n]}, not written to
   */
  public double[] solve(double[] b) {
    int n = rows.length;
    double[] x = b.clone();
    for (int i = 0; i < n; i++) {
      x[i] = (x[i] - dot(rows[i], x, i)) / rows[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      x[i] /= rows[i][i];
      double[] row = rows[i];
      for (int j = 0; j < i; j++) {
        x[j] -= row[j] * x[i];
      }
    }
    return x;
  }
}
