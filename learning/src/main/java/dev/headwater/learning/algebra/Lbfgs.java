package dev.headwater.learning.algebra;

import java.util.function.UnaryOperator;

/**
 * The two-loop recursion of L-BFGS (Nocedal and Wright, "Numerical Optimization", 2006, algorithm
 * 7.4) with any initial inverse Hessian {@code H0}, scaled by {@code s'y / y'H0 y} of the newest
 * pair (their eq. 7.20, for {@code H0 = I}). Plain loops in a fixed order: the same bits on every
 * machine.
 */
public final class Lbfgs {
  private Lbfgs() {}

  /**
   * {@return {@code -H g}, a direction of descent; a fresh array}
   *
   * @param gradient {@code [n]}
   * @param steps {@code [pairs][n]}, differences of positions, oldest first
   * @param changes {@code [pairs][n]}, the differences of the gradients there, with {@code s'y > 0}
   * @param initial applies H0, positive definite, to a vector; returns a fresh array
   */
  public static double[] direction(
      double[] gradient, double[][] steps, double[][] changes, UnaryOperator<double[]> initial) {
    int pairs = steps.length;
    double[] q = gradient.clone();
    double[] alpha = new double[pairs];
    for (int i = pairs - 1; i >= 0; i--) {
      alpha[i] = dot(steps[i], q) / dot(steps[i], changes[i]);
      add(q, -alpha[i], changes[i]);
    }
    double[] r = initial.apply(q);
    if (pairs > 0) {
      double[] y = changes[pairs - 1];
      double scale = dot(steps[pairs - 1], y) / dot(y, initial.apply(y));
      for (int j = 0; j < r.length; j++) {
        r[j] *= scale;
      }
    }
    for (int i = 0; i < pairs; i++) {
      double beta = dot(changes[i], r) / dot(steps[i], changes[i]);
      add(r, alpha[i] - beta, steps[i]);
    }
    for (int j = 0; j < r.length; j++) {
      r[j] = -r[j];
    }
    return r;
  }

  /**
   * {@return the inner product, added in ascending order}
   *
   * @param a {@code [n]}
   * @param b {@code [n]}
   */
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static void add(double[] to, double factor, double[] vector) {
    for (int j = 0; j < to.length; j++) {
      to[j] += factor * vector[j];
    }
  }
}
