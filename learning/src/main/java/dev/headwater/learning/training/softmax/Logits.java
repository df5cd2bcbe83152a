package dev.headwater.learning.training.softmax;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.training.kernels.Kernel;

/** {@code W x + b}. An example's logits do not depend on its neighbours. */
final class Logits {
  private Logits() {}

  /**
   * Fills {@code z[i - from]}, {@code [classes]}, for the examples at {@code rows[from..to)}.
   *
   * @param parameters of the head, flat
   * @param matrix features, {@code [examples x features]}
   * @param z {@code [(to - from) x classes]} at least, overwritten
   */
  static void fill(
      float[] parameters, Head head, float[] matrix, int[] rows, int from, int to, float[] z) {
    int classes = head.classes();
    int width = head.features();
    Kernel.best().products(matrix, rows, from, to, parameters, classes, width, z, 0);
    int bias = classes * width;
    for (int i = 0; i < to - from; i++) {
      for (int c = 0; c < classes; c++) {
        z[i * classes + c] += parameters[bias + c];
      }
    }
  }

  /**
   * Fills the logits of a batch, a column an example.
   *
   * @param parameters of the head, flat
   * @param matrix features, {@code [examples x features]}
   */
  static void fill(float[] parameters, Head head, float[] matrix, Batch batch) {
    int classes = head.classes();
    float[] z = batch.logits;
    fill(parameters, head, matrix, batch.rows, 0, batch.size, z);
    for (int i = 0; i < batch.size; i++) {
      for (int c = 0; c < classes; c++) {
        batch.errors[c * batch.stride + i] = z[i * classes + c];
      }
    }
  }
}
