package dev.headwater.learning.strategies.closed;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;

/**
 * The penalty of softmax regression, {@code l2/2 |W|^2} without the biases, and the order of its
 * parameters: the layout of a head, {@code [classes x features]} weights, then {@code [classes]}
 * biases.
 */
record Objective(Head head, double l2) {

  /** The penalty at {@code w}. */
  double penalty(double[] w) {
    double squares = 0;
    for (int j = 0; j < head.classes() * head.features(); j++) {
      squares += w[j] * w[j];
    }
    return l2 / 2 * squares;
  }

  /** Adds the penalty's gradient at {@code w}. */
  void addGradient(double[] gradient, double[] w) {
    for (int j = 0; j < head.classes() * head.features(); j++) {
      gradient[j] += l2 * w[j];
    }
  }

  /** One class's weights and bias, {@code [features + 1]}. */
  double[] row(double[] w, int classIndex) {
    double[] row = new double[head.features() + 1];
    System.arraycopy(w, classIndex * head.features(), row, 0, head.features());
    row[head.features()] = w[head.classes() * head.features() + classIndex];
    return row;
  }

  void setRow(double[] w, int classIndex, double[] row) {
    System.arraycopy(row, 0, w, classIndex * head.features(), head.features());
    w[head.classes() * head.features() + classIndex] = row[head.features()];
  }

  /** As clients get them. */
  Parameters parameters(double[] w) {
    float[] values = new float[w.length];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) w[j];
    }
    return Parameters.owning(head.layout(), values);
  }

  static double[] doubles(Parameters parameters) {
    double[] w = new double[parameters.size()];
    for (int j = 0; j < w.length; j++) {
      w[j] = parameters.get(j);
    }
    return w;
  }
}
