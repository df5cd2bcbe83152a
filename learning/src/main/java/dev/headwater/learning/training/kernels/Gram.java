package dev.headwater.learning.training.kernels;

/** {@code G = X~ X~'} with {@code X~ = [X, 1]}: the inner products of all pairs of examples. */
public final class Gram {
  private Gram() {}

  /**
   * {@return G, {@code [examples][examples]}, symmetric}
   *
   * @param matrix X, {@code [examples x width]}, row-major
   * @param examples number of rows
   * @param width features of one example
   */
  public static float[][] of(float[] matrix, int examples, int width) {
    float[][][] rows = new float[examples][][];
    for (int i = 0; i < examples; i++) {
      rows[i] = Vectors.thirds(width);
      Vectors.cut(matrix, i * width, width, rows[i]);
    }
    float[][] gram = new float[examples][examples];
    float[] products = new float[(width + 2) / 3];
    for (int i = 0; i < examples; i++) {
      for (int j = 0; j <= i; j++) {
        float value = Vectors.dot(rows[i], rows[j], products) + 1;
        gram[i][j] = value;
        gram[j][i] = value;
      }
    }
    return gram;
  }
}
