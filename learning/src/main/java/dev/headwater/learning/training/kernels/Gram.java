package dev.headwater.learning.training.kernels;

/** {@code G = X~ X~'} with {@code X~ = [X, 1]}: the inner products of all pairs of examples. */
public final class Gram {
  private static final int BLOCK = 64;

  private Gram() {}

  /**
   * {@return the length of a row of G: the number of examples, up to a multiple of two vectors, so
   * that kernels need not treat the last ones apart}
   *
   * @param examples number of rows of X
   */
  public static int stride(int examples) {
    int whole = 2 * Kernel.LANES;
    return (examples + whole - 1) / whole * whole;
  }

  /**
   * {@return G, {@code [examples x stride]}, row-major, symmetric, 0 beyond the last example}
   *
   * @param matrix X, {@code [examples x width]}, row-major
   * @param examples number of rows
   * @param width features of one example
   */
  public static float[] of(float[] matrix, int examples, int width) {
    int[] rows = Rows.all(examples);
    int stride = stride(examples);
    float[] gram = new float[examples * stride];
    float[] products = new float[Math.min(BLOCK, examples) * examples];
    for (int from = 0; from < examples; from += BLOCK) {
      int to = Math.min(examples, from + BLOCK);
      // The products with later rows come in their turn.
      Kernel.best().products(matrix, rows, from, to, matrix, to, width, products, 0);
      for (int i = from; i < to; i++) {
        for (int j = 0; j <= i; j++) {
          float value = products[(i - from) * to + j] + 1;
          gram[i * stride + j] = value;
          gram[j * stride + i] = value;
        }
      }
    }
    return gram;
  }
}
