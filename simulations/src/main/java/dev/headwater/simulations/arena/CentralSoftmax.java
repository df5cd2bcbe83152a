package dev.headwater.simulations.arena;

import dev.headwater.learning.algebra.Cholesky;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Softmax regression where all examples are in one place, in float64:
 *
 * <pre>
 * F(W) = mean cross-entropy + l2/2 |W|^2        biases not penalised
 * </pre>
 *
 * by truncated Newton steps (Nocedal and Wright, "Numerical Optimization", algorithm 7.1), each
 * solved by conjugate gradients with Boehning's bound as preconditioner. It shares no code with the
 * federated {@code exact-softmax}, which it checks: neither the sums, nor the gradient, nor the
 * step.
 *
 * <p>A row of W is a class's weights with its bias behind them; {@code w} has {@code classes x
 * (features + 1)} values, row by row.
 */
final class CentralSoftmax {
  /** Examples of one partial sum. Sums are added in the order of the blocks. */
  private static final int BLOCK = 512;

  private static final int MOST_STEPS = 100;
  private static final int MOST_PRODUCTS = 250;
  private static final double ARMIJO = 1e-4;

  private final float[] x;
  private final int[] y;
  private final int classes;
  private final int features;
  private final int width;
  private final double[][] gram;

  /**
   * Examples in one place.
   *
   * @param parts of all clients, at least one example in all
   * @param classes of the labels
   */
  CentralSoftmax(List<Examples> parts, int classes) {
    int n = parts.stream().mapToInt(Examples::size).sum();
    this.features = parts.get(0).width();
    this.width = features + 1;
    this.classes = classes;
    this.x = new float[n * features];
    this.y = new int[n];
    int at = 0;
    for (Examples part : parts) {
      System.arraycopy(part.matrix(), 0, x, at * features, part.size() * features);
      for (int i = 0; i < part.size(); i++) {
        y[at++] = part.label(i);
      }
    }
    this.gram = gram();
  }

  /** F and its gradient at one W, and the probabilities {@code [n x classes]} there. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Point(double[] w, double value, double[] gradient, double[] p) {}

  /**
   * {@return the W at which F is smallest}
   *
   * @param l2 above 0
   * @param tolerance of the norm of the gradient of F
   * @throws ArithmeticException if it is not found in 100 steps
   */
  double[] minimum(double l2, double tolerance) {
    Cholesky bound = Cholesky.of(bound(l2));
    Point at = point(new double[classes * width], l2);
    for (int step = 0; step < MOST_STEPS; step++) {
      double norm = Math.sqrt(dot(at.gradient(), at.gradient()));
      if (norm <= tolerance) {
        return at.w();
      }
      at = searched(at, direction(at, l2, bound, Math.min(0.1, Math.sqrt(norm))), l2);
    }
    throw new ArithmeticException(
        "central softmax: no minimum in %d steps at l2 %s".formatted(MOST_STEPS, l2));
  }

  /** {@return F} */
  double objective(double[] w, double l2) {
    return point(w, l2).value();
  }

  /** {@return W of a head, row by row} */
  double[] widened(Parameters parameters) {
    float[] values = parameters.toArray();
    double[] w = new double[classes * width];
    for (int c = 0; c < classes; c++) {
      for (int j = 0; j < features; j++) {
        w[c * width + j] = values[c * features + j];
      }
      w[c * width + features] = values[classes * features + c];
    }
    return w;
  }

  /** {@return the head of W, rounded to float32} */
  Parameters rounded(double[] w) {
    float[] values = new float[classes * width];
    for (int c = 0; c < classes; c++) {
      for (int j = 0; j < features; j++) {
        values[c * features + j] = (float) w[c * width + j];
      }
      values[classes * features + c] = (float) w[c * width + features];
    }
    return Parameters.copyOf(new Head(classes, features).layout(), values);
  }

  /** Halves the step until F decreases enough. */
  private Point searched(Point from, double[] direction, double l2) {
    double slope = dot(from.gradient(), direction);
    for (double length = 1; length > 1e-12; length /= 2) {
      double[] w = from.w().clone();
      for (int j = 0; j < w.length; j++) {
        w[j] += length * direction[j];
      }
      Point to = point(w, l2);
      // float64 does not tell smaller decreases from none
      if (to.value() <= from.value() + ARMIJO * length * slope + 1e-14) {
        return to;
      }
    }
    throw new ArithmeticException("central softmax: no step decreases F at l2 " + l2);
  }

  /** Conjugate gradients on {@code H d = -gradient} until the residual has shrunk to a share. */
  private double[] direction(Point at, double l2, Cholesky bound, double share) {
    double[] d = new double[at.w().length];
    double[] r = at.gradient().clone();
    double[] z = preconditioned(bound, r);
    double[] q = new double[d.length];
    double rz = dot(r, z);
    double enough = share * share * dot(r, r);
    for (int j = 0; j < q.length; j++) {
      q[j] = -z[j];
    }
    for (int step = 0; step < MOST_PRODUCTS && dot(r, r) > enough; step++) {
      double[] hq = hessian(at, q, l2);
      double alpha = rz / dot(q, hq);
      for (int j = 0; j < d.length; j++) {
        d[j] += alpha * q[j];
        r[j] += alpha * hq[j];
      }
      z = preconditioned(bound, r);
      double next = dot(r, z);
      for (int j = 0; j < q.length; j++) {
        q[j] = next / rz * q[j] - z[j];
      }
      rz = next;
    }
    return d;
  }

  private double[] preconditioned(Cholesky bound, double[] r) {
    double[] z = new double[r.length];
    for (int c = 0; c < classes; c++) {
      double[] row = new double[width];
      System.arraycopy(r, c * width, row, 0, width);
      System.arraycopy(bound.solve(row), 0, z, c * width, width);
    }
    return z;
  }

  private Point point(double[] w, double l2) {
    double[] p = new double[y.length * classes];
    double[] sums =
        summed(
            classes * width + 1,
            (i, sum) -> {
              double largest = Double.NEGATIVE_INFINITY;
              for (int c = 0; c < classes; c++) {
                p[i * classes + c] = logit(w, c, i);
                largest = Math.max(largest, p[i * classes + c]);
              }
              double total = 0;
              for (int c = 0; c < classes; c++) {
                p[i * classes + c] = Math.exp(p[i * classes + c] - largest);
                total += p[i * classes + c];
              }
              sum[classes * width] += Math.log(total) - Math.log(p[i * classes + y[i]]);
              for (int c = 0; c < classes; c++) {
                p[i * classes + c] /= total;
                add(sum, c, i, p[i * classes + c] - (c == y[i] ? 1 : 0));
              }
            });
    double[] gradient = new double[w.length];
    double squares = 0;
    for (int j = 0; j < w.length; j++) {
      boolean bias = j % width == features;
      gradient[j] = sums[j] / y.length + (bias ? 0 : l2 * w[j]);
      squares += bias ? 0 : w[j] * w[j];
    }
    return new Point(w, sums[w.length] / y.length + l2 / 2 * squares, gradient, p);
  }

  /** The Hessian of F times {@code v}. */
  private double[] hessian(Point at, double[] v, double l2) {
    double[] product =
        summed(
            v.length,
            (i, sum) -> {
              double[] u = new double[classes];
              double mean = 0;
              for (int c = 0; c < classes; c++) {
                u[c] = logit(v, c, i);
                mean += at.p()[i * classes + c] * u[c];
              }
              for (int c = 0; c < classes; c++) {
                add(sum, c, i, at.p()[i * classes + c] * (u[c] - mean));
              }
            });
    for (int j = 0; j < v.length; j++) {
      product[j] = product[j] / y.length + (j % width == features ? 0 : l2 * v[j]);
    }
    return product;
  }

  private double logit(double[] w, int c, int i) {
    double even = w[c * width + features];
    double odd = 0;
    int j = 0;
    for (; j + 1 < features; j += 2) {
      even += w[c * width + j] * x[i * features + j];
      odd += w[c * width + j + 1] * x[i * features + j + 1];
    }
    return j < features ? even + odd + w[c * width + j] * x[i * features + j] : even + odd;
  }

  private void add(double[] sum, int c, int i, double factor) {
    for (int j = 0; j < features; j++) {
      sum[c * width + j] += factor * x[i * features + j];
    }
    sum[c * width + features] += factor;
  }

  /** Adds one example to a sum. */
  @FunctionalInterface
  private interface Term {
    void add(int example, double[] sum);
  }

  private double[] summed(int size, Term term) {
    return blocks(
        block -> {
          double[] sum = new double[size];
          for (int i = block * BLOCK; i < Math.min(y.length, (block + 1) * BLOCK); i++) {
            term.add(i, sum);
          }
          return sum;
        });
  }

  private double[] blocks(IntFunction<double[]> partial) {
    List<double[]> parts =
        IntStream.range(0, (y.length + BLOCK - 1) / BLOCK).parallel().mapToObj(partial).toList();
    double[] sum = parts.get(0);
    for (double[] part : parts.subList(1, parts.size())) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += part[j];
      }
    }
    return sum;
  }

  /** The sum of xx' with the bias as a last feature of 1, row by row. */
  private double[][] gram() {
    return IntStream.range(0, width).parallel().mapToObj(this::gramRow).toArray(double[][]::new);
  }

  /** The row up to the diagonal; the lower triangle is all that is read. */
  private double[] gramRow(int row) {
    double[] sums = new double[width];
    for (int i = 0; i < y.length; i++) {
      double factor = row == features ? 1 : x[i * features + row];
      for (int j = 0; factor != 0 && j < Math.min(row + 1, features); j++) {
        sums[j] += factor * x[i * features + j];
      }
      if (row == features) {
        sums[features] += 1;
      }
    }
    return sums;
  }

  private double[][] bound(double l2) {
    double[][] bound = new double[width][width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j <= i; j++) {
        bound[i][j] = gram[i][j] / (2 * y.length);
      }
      bound[i][i] += i < features ? l2 : 0;
    }
    return bound;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
