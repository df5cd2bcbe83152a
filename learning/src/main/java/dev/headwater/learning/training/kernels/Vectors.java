package dev.headwater.learning.training.kernels;

/**
 * The inner loops, in float32 with a fixed order of additions, so that every machine, thread and
 * transport gets the same bits: no fused multiply-add, no reordering.
 *
 * <p>HotSpot's C2 compiles loops of this shape to vector instructions: element by element, every
 * array read at the same index, at most six arrays read in one loop. An offset into one of the
 * arrays, a seventh array, or a running sum each make the loop scalar, about five times slower;
 * hence the copies into separate arrays.
 */
public final class Vectors {
  private static final double LOG2_E = 1.4426950408889634;
  // ln 2 in two parts: the first has few enough bits that k * LN2_HIGH is exact.
  private static final double LN2_HIGH = 0.6931471803691238;
  private static final double LN2_LOW = 1.9082149292705877e-10;

  /** Adding and subtracting it rounds a small double to the nearest whole number. */
  private static final double ROUNDER = 0x1.8p52;

  private Vectors() {}

  /**
   * {@return a buffer of zeros for a vector cut into thirds for {@link #dot}: {@code [3][q]} with
   * {@code q = ceil(width / 3)}}
   *
   * @param width number of values of the vector
   */
  public static float[][] thirds(int width) {
    return new float[3][(width + 2) / 3];
  }

  /**
   * Copies a vector into thirds; the end of the last third is not written, and stays 0.
   *
   * @param source holds the vector
   * @param offset position of its first value
   * @param width number of its values
   * @param thirds {@code [3][q]}, from {@link #thirds} of the same width
   */
  public static void cut(float[] source, int offset, int width, float[][] thirds) {
    int length = thirds[0].length;
    for (int part = 0; part < 3; part++) {
      int from = Math.min(width, part * length);
      int count = Math.min(width, from + length) - from;
      System.arraycopy(source, offset + from, thirds[part], 0, count);
    }
  }

  /**
   * {@return the inner product of two vectors cut into thirds of {@code q} values} It is {@code t_j
   * = (x_j y_j + x_{q+j} y_{q+j}) + x_{2q+j} y_{2q+j}}, then {@code sum_j t_j} in eight interleaved
   * partial sums that are added pairwise.
   *
   * @param x {@code [3][q]}
   * @param y {@code [3][q]}
   * @param t {@code [q]}, overwritten
   */
  public static float dot(float[][] x, float[][] y, float[] t) {
    multiply(t, x[0], x[1], x[2], y[0], y[1], y[2]);
    return sum(t);
  }

  private static void multiply(
      float[] t, float[] x0, float[] x1, float[] x2, float[] y0, float[] y1, float[] y2) {
    for (int j = 0; j < t.length; j++) {
      t[j] = (x0[j] * y0[j] + x1[j] * y1[j]) + x2[j] * y2[j];
    }
  }

  /**
   * The sum of {@code t}; eight chains, because a single chain would be bound by the latency of
   * additions.
   */
  private static float sum(float[] t) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int k = 0;
    for (; k + 7 < t.length; k += 8) {
      s0 += t[k];
      s1 += t[k + 1];
      s2 += t[k + 2];
      s3 += t[k + 3];
      s4 += t[k + 4];
      s5 += t[k + 5];
      s6 += t[k + 6];
      s7 += t[k + 7];
    }
    for (; k < t.length; k++) {
      s0 += t[k];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  /**
   * {@code y += c * x}.
   *
   * @param y {@code [n]}, changed in place
   * @param x {@code [n]}
   * @param c a factor
   */
  public static void addScaled(float[] y, float[] x, float c) {
    for (int k = 0; k < y.length; k++) {
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
   * {@code y += sum over i of c[from + i] * x[i]} for the first {@code count} rows of {@code x},
   * four at a time: {@code y += (c0 x0 + c1 x1) + (c2 x2 + c3 x3)}, the rest one by one.
   *
   * @param y {@code [n]}, changed in place
   * @param x at least {@code count} rows, {@code [n]} each
   * @param c factors
   * @param from position of the first row's factor in {@code c}
   * @param count number of rows, at least 0
   */
  public static void addCombination(float[] y, float[][] x, float[] c, int from, int count) {
    int i = 0;
    for (; i + 3 < count; i += 4) {
      addFour(
          y,
          x[i],
          x[i + 1],
          x[i + 2],
          x[i + 3],
          c[from + i],
          c[from + i + 1],
          c[from + i + 2],
          c[from + i + 3]);
    }
    for (; i < count; i++) {
      addScaled(y, x[i], c[from + i]);
    }
  }

  private static void addFour(
      float[] y,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      float c0,
      float c1,
      float c2,
      float c3) {
    for (int k = 0; k < y.length; k++) {
      y[k] += (c0 * x0[k] + c1 * x1[k]) + (c2 * x2[k] + c3 * x3[k]);
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
