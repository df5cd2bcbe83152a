package dev.headwater.learning.training;

/**
 * The inner loops, in float32 with a fixed order of additions, so that every machine, thread and
 * language gets the same bits: no fused multiply-add, no reordering.
 */
final class Vectors {
  private Vectors() {}

  /**
   * {@code sum_k a[ao + k] * b[bo + k]} over {@code n}, in eight interleaved partial sums that are
   * then added pairwise. Eight independent chains keep the adders busy; one chain would wait for
   * each addition.
   */
  static float dot(float[] a, int ao, float[] b, int bo, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int k = 0;
    for (; k + 7 < n; k += 8) {
      s0 += a[ao + k] * b[bo + k];
      s1 += a[ao + k + 1] * b[bo + k + 1];
      s2 += a[ao + k + 2] * b[bo + k + 2];
      s3 += a[ao + k + 3] * b[bo + k + 3];
      s4 += a[ao + k + 4] * b[bo + k + 4];
      s5 += a[ao + k + 5] * b[bo + k + 5];
      s6 += a[ao + k + 6] * b[bo + k + 6];
      s7 += a[ao + k + 7] * b[bo + k + 7];
    }
    for (; k < n; k++) {
      s0 += a[ao + k] * b[bo + k];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /** {@code y[yo + k] += c * x[xo + k]} for k below {@code n}. */
  static void addScaled(float[] y, int yo, float[] x, int xo, float c, int n) {
    for (int k = 0; k < n; k++) {
      y[yo + k] += c * x[xo + k];
    }
  }

  /**
   * Turns logits into probabilities in place and returns {@code -log p[label]}; the largest logit
   * is subtracted first.
   */
  static double softmax(float[] z, int label) {
    float max = z[0];
    for (float v : z) {
      max = Math.max(max, v);
    }
    double sum = 0;
    float own = z[label] - max;
    for (int c = 0; c < z.length; c++) {
      // StrictMath: the same bits on every platform, which Math.exp does not promise.
      double e = StrictMath.exp(z[c] - max);
      z[c] = (float) e;
      sum += e;
    }
    float scale = (float) (1 / sum);
    for (int c = 0; c < z.length; c++) {
      z[c] *= scale;
    }
    return StrictMath.log(sum) - own;
  }
}
