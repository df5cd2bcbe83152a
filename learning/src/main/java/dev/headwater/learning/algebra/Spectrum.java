package dev.headwater.learning.algebra;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The eigendecomposition {@code A = U diag(lambda) U'} of a symmetric matrix, for functions of it:
 * {@code f(A) b = U diag(f(lambda)) U' b}. In float64 with a fixed order of additions: the same
 * bits on every machine.
 *
 * <p>Householder reflections reduce A to a tridiagonal matrix, {@code A = Q T Q'}, and implicit QR
 * steps with Wilkinson's shift diagonalise that (Golub and Van Loan, "Matrix Computations", 4th
 * edition, algorithms 8.3.1 and 8.3.3). U is never formed: reflections and rotations are kept, and
 * applied to the few vectors in question. So most of the time goes into the reduction, {@code 4/3
 * n^3} operations.
 */
public final class Spectrum {
  /** Steps per eigenvalue before the iteration counts as stuck; two or three are usual. */
  private static final int MOST_STEPS = 60;

  private static final double EPSILON = 0x1p-52;

  /** Row k holds the vector of the reflection of {@code 0 .. k-1}; {@code beta[k]} its factor. */
  private final double[][] reflections;

  private final double[] beta;
  private final double[] values;

  /** The cosine and sine of every rotation, in order; {@code planes} the first of its two rows. */
  private double[] rotations = new double[1 << 10];

  private int[] planes = new int[1 << 9];
  private int count;

  private Spectrum(double[][] lower) {
    int n = lower.length;
    this.reflections = lower;
    this.beta = new double[n];
    this.values = new double[n];
    double[] off = new double[n];
    reduce(off);
    diagonalise(off);
  }

  /**
   * {@return the decomposition of {@code matrix}, of which the lower triangle is read}
   *
   * @param matrix {@code [n][n]}, symmetric, of finite numbers whose squares are finite; n at least
   *     1
   * @throws ArithmeticException if a number is not finite, or the iteration does not converge
   */
  public static Spectrum of(double[][] matrix) {
    double[][] lower = new double[matrix.length][];
    for (int i = 0; i < lower.length; i++) {
      lower[i] = Arrays.copyOf(matrix[i], i + 1);
      for (double value : lower[i]) {
        if (!Double.isFinite(value)) {
          throw new ArithmeticException("row %d of the matrix holds %s".formatted(i + 1, value));
        }
      }
    }
    return new Spectrum(lower);
  }

  /** {@return the eigenvalues, in no particular order; a fresh array} */
  public double[] values() {
    return values.clone();
  }

  /**
   * {@return the vector {@code f(A) b}}
   *
   * @param function f, of the eigenvalues
   * @param b {@code [n]}, not written to
   */
  public double[] apply(DoubleUnaryOperator function, double[] b) {
    double[] x = b.clone();
    int n = values.length;
    for (int k = n - 1; k > 1; k--) {
      reflect(k, x);
    }
    for (int r = 0; r < count; r++) {
      rotate(x, planes[r], rotations[2 * r], rotations[2 * r + 1]);
    }
    for (int i = 0; i < n; i++) {
      x[i] *= function.applyAsDouble(values[i]);
    }
    for (int r = count - 1; r >= 0; r--) {
      rotate(x, planes[r], rotations[2 * r], -rotations[2 * r + 1]);
    }
    for (int k = 2; k < n; k++) {
      reflect(k, x);
    }
    return x;
  }

  private static void rotate(double[] x, int i, double c, double s) {
    double first = x[i];
    double second = x[i + 1];
    x[i] = c * first + s * second;
    x[i + 1] = c * second - s * first;
  }

  /** {@code x - beta v (v'x)} on the first k entries. */
  private void reflect(int k, double[] x) {
    double[] v = reflections[k];
    double scale = beta[k] * Dot.of(v, x, 0, k);
    for (int j = 0; j < k; j++) {
      x[j] -= scale * v[j];
    }
  }

  /**
   * From the last row to the third: a reflection of the entries before the diagonal leaves only the
   * one beside it, and is applied to the leading block from both sides, {@code B - v w' - w v'}.
   */
  private void reduce(double[] off) {
    int n = values.length;
    double[][] rows = reflections;
    double[] w = new double[n];
    for (int k = n - 1; k > 0; k--) {
      double[] v = rows[k];
      values[k] = v[k];
      off[k - 1] = v[k - 1];
      double square = Dot.of(v, v, 0, k);
      if (k == 1 || square == v[k - 1] * v[k - 1]) {
        Arrays.fill(v, 0, k, 0); // nothing to reflect
        continue;
      }
      double alpha = v[k - 1] > 0 ? -Math.sqrt(square) : Math.sqrt(square);
      off[k - 1] = alpha;
      beta[k] = 1 / (square - v[k - 1] * alpha);
      v[k - 1] -= alpha;
      product(rows, v, k, w);
      double half = beta[k] * Dot.of(v, w, 0, k) / 2;
      for (int j = 0; j < k; j++) {
        w[j] = beta[k] * (w[j] - half * v[j]);
      }
      for (int i = 0; i < k; i++) {
        subtract(rows[i], v, w, i);
      }
    }
    values[0] = rows[0][0];
  }

  /** {@code w = B v} for the leading k by k block B, of which there is only the lower triangle. */
  private static void product(double[][] rows, double[] v, int k, double[] w) {
    for (int i = 0; i < k; i++) {
      double[] row = rows[i];
      w[i] = Dot.of(row, v, 0, i) + row[i] * v[i];
      double vi = v[i];
      for (int j = 0; j < i; j++) {
        w[j] += vi * row[j];
      }
    }
  }

  private static void subtract(double[] row, double[] v, double[] w, int i) {
    double vi = v[i];
    double wi = w[i];
    for (int j = 0; j <= i; j++) {
      row[j] -= vi * w[j] + wi * v[j];
    }
  }

  private void diagonalise(double[] off) {
    int steps = 0;
    int last = values.length - 1;
    while (last > 0) {
      int first = last;
      while (first > 0 && !negligible(off, first - 1)) {
        first--;
      }
      if (first == last) {
        last--;
        steps = 0;
      } else if (++steps > MOST_STEPS) {
        throw new ArithmeticException(
            "no eigenvalue after %d steps of the iteration".formatted(MOST_STEPS));
      } else {
        chase(off, first, last);
      }
    }
  }

  private boolean negligible(double[] off, int i) {
    return Math.abs(off[i]) <= EPSILON * (Math.abs(values[i]) + Math.abs(values[i + 1]));
  }

  /** One implicit QR step on rows {@code first .. last}. */
  private void chase(double[] off, int first, int last) {
    double half = (values[last - 1] - values[last]) / 2;
    double beside = off[last - 1];
    double root = Math.sqrt(half * half + beside * beside);
    double shift = values[last] - beside * beside / (half > 0 ? half + root : half - root);
    double x = values[first] - shift;
    double z = off[first];
    for (int k = first; k < last; k++) {
      double r = Math.sqrt(x * x + z * z);
      double c = r == 0 ? 1 : x / r;
      double s = r == 0 ? 0 : z / r;
      if (k > first) {
        off[k - 1] = r;
      }
      double a = values[k];
      double b = off[k];
      double d = values[k + 1];
      double cross = 2 * c * s * b;
      values[k] = c * c * a + cross + s * s * d;
      values[k + 1] = s * s * a - cross + c * c * d;
      off[k] = c * s * (d - a) + (c * c - s * s) * b;
      if (k + 1 < last) {
        x = off[k];
        z = s * off[k + 1];
        off[k + 1] *= c;
      }
      keep(k, c, s);
    }
  }

  private void keep(int plane, double c, double s) {
    if (count == planes.length) {
      planes = Arrays.copyOf(planes, 2 * count);
      rotations = Arrays.copyOf(rotations, 4 * count);
    }
    planes[count] = plane;
    rotations[2 * count] = c;
    rotations[2 * count + 1] = s;
    count++;
  }
}
