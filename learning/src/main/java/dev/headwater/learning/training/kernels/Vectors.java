package dev.headwater.learning.training.kernels;

/**
 * Loops over vectors, element by element, and the softmax, in float32: the same bits everywhere.
 * Inner products and combinations, whose order of additions matters, are those of {@link Kernel}.
 */
public final class Vectors {
  static final double LOG2_E = 1.4426950408889634;
  // ln 2 in two parts: the first has few enough bits that k * LN2_HIGH is exact.
  static final double LN2_HIGH = 0.6931471803691238;
  static final double LN2_LOW = 1.9082149292705877e-10;

  /**
   * Adding and subtracting it rounds a small double to the nearest whole number; in between, the
   * last bits of the sum are that number.
   */
  static final double ROUNDER = 0x1.8p52;

  private Vectors() {}

  /**
   * {@code y += c * x}.
   *
   * @param y {@code [n]}, changed in place
   * @param x {@code [n]}
   * @param c a factor
   */
  public static void addScaled(float[] y, float[] x, float c) {
    addScaled(y, x, c, y.length);
  }

  /** The same for the first {@code count} values. */
  static void addScaled(float[] y, float[] x, float c, int count) {
    for (int k = 0; k < count; k++) {
      y[k] += c * x[k];
    }
  }

  /**
   * {@code y = m * y + c * x}.
   *
   * @param y {@code [n]}, changed in place
   * @param m factor of {@code y}
   * @param x {@code [n]}
   * @param c factor of {@code x}
   */
  public static void blend(float[] y, float m, float[] x, float c) {
    for (int k = 0; k < y.length; k++) {
      y[k] = m * y[k] + c * x[k];
    }
  }

  /**
   * Turns logits into probabilities in place; the largest logit is subtracted first.
   *
   * @param z {@code [classes]}, logits before, probabilities after
   * @param label the example's class index
   * @return its loss {@code -log p[label]}, in nats
   */
  public static double softmax(float[] z, int label) {
    float max = z[0];
    for (float v : z) {
      max = Math.max(max, v);
    }
    double sum = 0;
    double own = (double) z[label] - max;
    for (int c = 0; c < z.length; c++) {
      double e = exp((double) z[c] - max);
      z[c] = (float) e;
      sum += e;
    }
    float scale = (float) (1 / sum);
    for (int c = 0; c < z.length; c++) {
      z[c] *= scale;
    }
    // StrictMath: the same bits on every platform, which Math.log does not guarantee.
    return StrictMath.log(sum) - own;
  }

  /**
   * {@code e^x} for x of at most 0, within 3e-10 of it; 0 below -80, where the value is negligible
   * in float32 next to the 1 of the largest class. The same bits on every platform, which {@code
   * Math.exp} does not guarantee, and several times faster than {@code StrictMath.exp}: {@code x =
   * k ln 2 + r}, the Taylor polynomial of degree 8 in r, times {@code 2^k}.
   */
  static double exp(double x) {
    if (x < -80) {
      return 0;
    }
    double k = (x * LOG2_E + ROUNDER) - ROUNDER;
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    double p = 1.0 / 5040 + r * (1.0 / 40320);
    p = 1.0 / 720 + r * p;
    p = 1.0 / 120 + r * p;
    p = 1.0 / 24 + r * p;
    p = 1.0 / 6 + r * p;
    p = 0.5 + r * p;
    p = 1 + r * p;
    p = 1 + r * p;
    return p * Double.longBitsToDouble((long) (k + 1023) << 52);
  }
}
