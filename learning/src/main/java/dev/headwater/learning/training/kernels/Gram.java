package dev.headwater.learning.training.kernels;

/** {@code G = X~ X~'} with {@code X~ = [X, 1]}: the inner products of all pairs of examples. */
public final class Gram {
  private static final int BLOCK = 64;

  private Gram() {}

  /**
   * {@return G, {@code [examples x examples]}, row-major, symmetric}
   *
   * @param matrix X, {@code [examples x width]}, row-major
   * @param examples number of rows
   * @param width features of one example
   */
  public static float[] of(float[] matrix, int examples, int width) {
    int[] rows = Rows.all(examples);
    float[] gram = new float[examples * examples];
    float[] products = new float[Math.min(BLOCK, examples) * examples];
    for (int from = 0; from < examples; from += BLOCK) {
      int to = Math.min(examples, from + BLOCK);
      // The products with later rows come in their turn.
      Kernel.best().products(matrix, rows, from, to, matrix, to, width, products, 0);
      for (int i = from; i < to; i++) {
        for (int j = 0; j <= i; j++) {
          float value = products[(i - from) * to + j] + 1;
          gram[i * examples + j] = value;
          gram[j * examples + i] = value;
        }
      }
    }
    return gram;
  }
}
