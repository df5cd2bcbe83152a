package dev.headwater.learning.strategies.closed;

import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.work.Moments;

/**
 * The sums of {@link Moments} over all clients, in double precision; x is a feature vector with a 1
 * behind it.
 *
 * @param gram {@code [width][width]}, the sum of x x'; the last entry is the number of examples
 * @param byClass {@code [classes][width]}, the sum of x by class; the last of a row is its number
 *     of examples
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Statistics(double[][] gram, double[][] byClass) {

  static Statistics of(Aggregate aggregate, int classes) {
    ExactSum.Total sums = aggregate.total(Moments.CLASS);
    int width = sums.units().length / classes;
    return new Statistics(
        symmetric(aggregate.total(Moments.SECOND), width), rows(sums, classes, width));
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

  /** Number of features and 1. */
  int width() {
    return gram.length;
  }

  /** Number of examples of all clients. */
  double examples() {
    return gram[width() - 1][width() - 1];
  }

  /** {@code trace / width} of a symmetric matrix: the unit in which penalties are relative. */
  static double meanDiagonal(double[][] matrix) {
    double trace = 0;
    for (int i = 0; i < matrix.length; i++) {
      trace += matrix[i][i];
    }
    return trace / matrix.length;
  }

  /** A copy of a matrix with {@code value} added to its diagonal. */
  static double[][] ridged(double[][] matrix, double value) {
    double[][] copy = new double[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      copy[i] = matrix[i].clone();
      copy[i][i] += value;
    }
    return copy;
  }
}
