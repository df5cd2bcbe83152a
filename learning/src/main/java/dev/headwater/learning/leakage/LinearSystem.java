package dev.headwater.learning.leakage;

/** Small dense systems of equations. */
final class LinearSystem {
  private LinearSystem() {}

  /**
   * Gaussian elimination with row pivots: turns {@code right [n x m]} into {@code a^-1 right}, and
   * destroys {@code a [n x n]}. A pivot of zero is replaced by a tiny one: an attack on meaningless
   * input gives a meaningless result, not an error.
   */
  static void solve(double[][] a, double[][] right) {
    int n = a.length;
    for (int column = 0; column < n; column++) {
      int best = column;
      for (int row = column + 1; row < n; row++) {
        best = Math.abs(a[row][column]) > Math.abs(a[best][column]) ? row : best;
      }
      swap(a, column, best);
      swap(right, column, best);
      double pivot = a[column][column] == 0 ? 1e-12 : a[column][column];
      for (int row = 0; row < n; row++) {
        double factor = row == column ? 0 : a[row][column] / pivot;
        if (factor != 0) {
          subtract(a[row], a[column], factor);
          subtract(right[row], right[column], factor);
        }
      }
    }
    for (int row = 0; row < n; row++) {
      double pivot = a[row][row] == 0 ? 1e-12 : a[row][row];
      for (int k = 0; k < right[row].length; k++) {
        right[row][k] /= pivot;
      }
    }
  }

  private static void swap(double[][] rows, int i, int j) {
    double[] row = rows[i];
    rows[i] = rows[j];
    rows[j] = row;
  }

  private static void subtract(double[] from, double[] what, double factor) {
    for (int k = 0; k < from.length; k++) {
      from[k] -= factor * what[k];
    }
  }
}
