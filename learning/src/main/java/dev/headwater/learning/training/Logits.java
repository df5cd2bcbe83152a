package dev.headwater.learning.training;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;

/**
 * {@code W x + b} for one example after another: the weights are cut once for {@link Vectors#dot}.
 * Not thread-safe.
 */
final class Logits {
  private final int width;
  private final float[] bias;

  /** {@code [classes]} rows, cut. */
  private final float[][][] weights;

  private final float[][] row;
  private final float[] products;
  private final float[] logits;

  Logits(Parameters parameters) {
    Head head = Head.of(parameters.layout());
    float[][] rows = HeadRows.split(parameters, head);
    this.width = head.features();
    this.bias = rows[head.classes()];
    this.weights = new float[head.classes()][][];
    this.row = Vectors.thirds(width);
    this.products = new float[row[0].length];
    this.logits = new float[head.classes()];
    for (int c = 0; c < weights.length; c++) {
      weights[c] = Vectors.thirds(width);
      Vectors.cut(rows[c], 0, width, weights[c]);
    }
  }

  int classes() {
    return weights.length;
  }

  /**
   * Shape [classes], for the vector that starts at {@code offset}; overwritten by the next call.
   */
  float[] of(float[] features, int offset) {
    Vectors.cut(features, offset, width, row);
    for (int c = 0; c < weights.length; c++) {
      logits[c] = Vectors.dot(row, weights[c], products) + bias[c];
    }
    return logits;
  }
}
