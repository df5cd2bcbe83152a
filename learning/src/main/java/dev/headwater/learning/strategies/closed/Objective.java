package dev.headwater.learning.strategies.closed;

import dev.headwater.learning.parameters.Head;

/** The penalty of softmax regression, {@code l2/2 |W|^2} without the biases. */
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

  Rows rows() {
    return new Rows(head);
  }
}
