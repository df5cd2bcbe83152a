package dev.headwater.learning.training.softmax;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.training.kernels.Vectors;
import java.util.Arrays;

/**
 * {@code W x + b} for up to {@link #ROWS} examples at a time, so that each class's weights are
 * loaded once for all of them. An example's logits do not depend on its neighbours. Not
 * thread-safe.
 */
final class Logits {
  /** Four examples of 1280 features and the weights of one class fit the first-level cache. */
  static final int ROWS = 4;

  private final int width;

  /** {@code [classes]} rows, cut into thirds for {@link Vectors#dot}. */
  private final float[][][] weights;

  private float[] bias;
  private final float[][][] cut;
  private final float[] products;
  private final float[][] logits;

  /**
   * Logits of the weights in {@code rows}, see {@link HeadRows}; {@link #renew} reads them again.
   */
  Logits(Head head, float[][] rows) {
    this.width = head.features();
    this.weights = new float[head.classes()][][];
    Arrays.setAll(weights, c -> Vectors.thirds(width));
    this.cut = new float[ROWS][][];
    Arrays.setAll(cut, r -> Vectors.thirds(width));
    this.products = new float[cut[0][0].length];
    this.logits = new float[ROWS][head.classes()];
    this.bias = rows[head.classes()];
    renew(rows);
  }

  /** Reads the updated weights. */
  void renew(float[][] rows) {
    for (int c = 0; c < weights.length; c++) {
      Vectors.cut(rows[c], 0, width, weights[c]);
    }
    bias = rows[weights.length];
  }

  /** Puts the vector that starts at {@code offset} at position {@code r}. */
  void load(int r, float[] features, int offset) {
    Vectors.cut(features, offset, width, cut[r]);
  }

  /**
   * {@code [count][classes]} of the vectors at the first positions; overwritten by the next call.
   */
  float[][] compute(int count) {
    for (int c = 0; c < weights.length; c++) {
      for (int r = 0; r < count; r++) {
        logits[r][c] = Vectors.dot(cut[r], weights[c], products) + bias[c];
      }
    }
    return logits;
  }
}
