package dev.headwater.learning.training.softmax;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;

/**
 * A head as separate row arrays, {@code [classes + 1]}: the weights of each class {@code
 * [features]}, then all biases {@code [classes]}.
 */
final class HeadRows {
  private HeadRows() {}

  static float[][] zeros(Head head) {
    float[][] rows = new float[head.classes() + 1][];
    for (int c = 0; c < head.classes(); c++) {
      rows[c] = new float[head.features()];
    }
    rows[head.classes()] = new float[head.classes()];
    return rows;
  }

  static float[][] split(Parameters parameters, Head head) {
    float[][] rows = zeros(head);
    var flat = parameters.view();
    for (float[] row : rows) {
      flat.get(row);
    }
    return rows;
  }

  static float[] join(float[][] rows, Head head) {
    float[] flat = new float[head.classes() * head.features() + head.classes()];
    int at = 0;
    for (float[] row : rows) {
      System.arraycopy(row, 0, flat, at, row.length);
      at += row.length;
    }
    return flat;
  }
}
