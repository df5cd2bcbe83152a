package dev.headwater.learning.strategies.closed;

import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.work.Moments;
import java.util.Arrays;

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
    double[] sums = values(aggregate.total(Moments.CLASS));
    int width = sums.length / classes;
    double[][] byClass = new double[classes][];
    for (int c = 0; c < classes; c++) {
      byClass[c] = Arrays.copyOfRange(sums, c * width, (c + 1) * width);
    }
    return new Statistics(unpack(values(aggregate.total(Moments.SECOND)), width), byClass);
  }

  /** The symmetric matrix {@code [width][width]} of a packed upper triangle. */
  static double[][] unpack(double[] packed, int width) {
    double[][] matrix = new double[width][width];
    int at = 0;
    for (int i = 0; i < width; i++) {
      for (int j = i; j < width; j++) {
        matrix[i][j] = packed[at++];
        matrix[j][i] = matrix[i][j];
      }
    }
    return matrix;
  }

  /** The sums in the unit of their values. */
  static double[] values(ExactSum.Total total) {
    double[] values = new double[total.units().length];
    double unit = total.grid().unit();
    for (int j = 0; j < values.length; j++) {
      values[j] = total.units()[j] / unit;
    }
    return values;
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
