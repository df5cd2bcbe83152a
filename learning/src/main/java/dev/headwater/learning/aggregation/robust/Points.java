package dev.headwater.learning.aggregation.robust;

import java.util.Arrays;

/**
 * Contributions as points {@code [n][d]}: distances, means and medians, each in a fixed order of
 * additions, so that every machine gets the same bits.
 */
final class Points {
  private Points() {}

  /**
   * {@code sum_j (a_j - b_j)^2} as four partial sums, of the coordinates {@code j mod 4}, which are
   * added as {@code (s0 + s1) + (s2 + s3)}; coordinates left over go to the first.
   */
  static double squaredDistance(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 3 < a.length; j += 4) {
      double d0 = a[j] - b[j];
      double d1 = a[j + 1] - b[j + 1];
      double d2 = a[j + 2] - b[j + 2];
      double d3 = a[j + 3] - b[j + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; j < a.length; j++) {
      double d = a[j] - b[j];
      s0 += d * d;
    }
    return (s0 + s1) + (s2 + s3);
  }

  static double distance(double[] a, double[] b) {
    return Math.sqrt(squaredDistance(a, b));
  }

  /** The distance of every point from {@code centre}, {@code [n]}. */
  static double[] distances(double[][] points, double[] centre) {
    double[] distances = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      distances[i] = distance(points[i], centre);
    }
    return distances;
  }

  /** Of ascending values: the middle one, or the mean of the middle two. */
  static double middle(double[] ascending) {
    int upper = ascending.length / 2;
    return ascending.length % 2 == 1
        ? ascending[upper]
        : (ascending[upper - 1] + ascending[upper]) / 2;
  }

  static double median(double[] values) {
    double[] ascending = values.clone();
    Arrays.sort(ascending);
    return middle(ascending);
  }

  /** The median of every coordinate, {@code [d]}. */
  static double[] median(double[][] points) {
    double[] median = new double[points[0].length];
    double[] column = new double[points.length];
    for (int j = 0; j < median.length; j++) {
      for (int i = 0; i < column.length; i++) {
        column[i] = points[i][j];
      }
      Arrays.sort(column);
      median[j] = middle(column);
    }
    return median;
  }

  /** {@code sum_i w_i x_i / sum_i w_i}, both sums in the order of the points. */
  static double[] mean(double[][] points, double[] weights) {
    double[] mean = new double[points[0].length];
    double total = 0;
    for (int i = 0; i < points.length; i++) {
      total += weights[i];
      for (int j = 0; j < mean.length; j++) {
        mean[j] += weights[i] * points[i][j];
      }
    }
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= total;
    }
    return mean;
  }
}
