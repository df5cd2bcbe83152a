package dev.headwater.learning.training.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel on the machine's vectors of 4, 8 or 16 values. Four rows by five classes keep their
 * twenty partial sums in registers, so that a value that is read takes part in four or five
 * products. Vectors shorter than the sixteen partial sums pass over the rows several times.
 *
 * <p>Accumulators are local variables, one by one: in an array they would be objects on the heap,
 * and six times slower.
 */
final class VectorKernel implements Kernel {
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  static final int LENGTH = SPECIES.length();
  private static final int ROWS = 4;
  static final int CLASSES = 5;

  /** Values of a block of rows: together with everything else they fit a core's own cache. */
  private static final int BLOCK = 1 << 16;

  private static final VectorShuffle<Float> BY_8 = turned(8);
  private static final VectorShuffle<Float> BY_4 = turned(4);
  private static final VectorShuffle<Float> BY_2 = turned(2);
  private static final VectorShuffle<Float> BY_1 = turned(1);

  private static VectorShuffle<Float> turned(int by) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane + by) % LENGTH);
  }

  @Override
  public String description() {
    return "vectors of %d bits".formatted(SPECIES.vectorBitSize());
  }

  @Override
  public void products(
      float[] x, int[] rows, int from, int to, float[] w, int classes, int width, float[] z, int z0) {
    int block = Math.max(1, BLOCK / (ROWS * width)) * ROWS;
    for (int i = from; i < to; i += block) {
      blockOf(x, rows, i, Math.min(to, i + block), w, classes, width, z, z0 + (i - from) * classes);
    }
  }

  private static void blockOf(
      float[] x, int[] rows, int from, int to, float[] w, int classes, int width, float[] z, int z0) {
    float[] partial = new float[ROWS * CLASSES * LANES];
    partial[0] = fetch(x, rows, from, to, width); // kept, so that HotSpot does not leave it out
    for (int i = from; i < to; i += ROWS) {
      int count = Math.min(ROWS, to - i);
      int x0 = rows[i] * width; // missing rows repeat the first one
      int x1 = rows[count > 1 ? i + 1 : i] * width;
      int x2 = rows[count > 2 ? i + 2 : i] * width;
      int x3 = rows[count > 3 ? i + 3 : i] * width;
      int out = z0 + (i - from) * classes;
      int c = 0;
      for (; c + CLASSES <= classes; c += CLASSES) {
        for (int lane = 0; lane < LANES; lane += LENGTH) {
          fourByFive(x, x0, x1, x2, x3, w, c * width, width, lane, partial);
        }
        take(partial, count, CLASSES, z, out + c, classes);
      }
      for (; c < classes; c++) {
        for (int lane = 0; lane < LANES; lane += LENGTH) {
          fourByOne(x, x0, x1, x2, x3, w, c * width, width, lane, partial);
        }
        take(partial, count, 1, z, out + c, classes);
      }
    }
  }

  /**
   * Brings rows into the core's cache: one read of every 64 bytes, row after row, is what the
   * memory is fastest at. Four rows side by side, as the products read them, take twice as long.
   */
  private static float fetch(float[] x, int[] rows, int from, int to, int width) {
    float a = 0;
    float b = 0;
    for (int i = from; i < to; i++) {
      int end = (rows[i] + 1) * width;
      int k = rows[i] * width;
      for (; k + 31 < end; k += 32) {
        a += x[k];
        b += x[k + 16];
      }
    }
    return a + b;
  }

  /**
   * Folds the partial sums and moves them to their places. In a method of its own: so many vectors
   * in one method are more than HotSpot inlines, and what it does not inline it makes objects of.
   */
  private static void take(float[] partial, int rows, int classes, float[] z, int out, int stride) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < classes; c++) {
        int at = (r * CLASSES + c) * LANES;
        z[out + r * stride + c] =
            LENGTH == LANES ? fold(partial, at) : Partials.fold(partial, at);
      }
    }
  }

  private static float fold(float[] partial, int at) {
    FloatVector s = FloatVector.fromArray(SPECIES, partial, at);
    s = s.add(s.rearrange(BY_8));
    s = s.add(s.rearrange(BY_4));
    s = s.add(s.rearrange(BY_2));
    return s.add(s.rearrange(BY_1)).lane(0);
  }

  /** Partial sums of four rows and five classes. */
  private static void fourByFive(
      float[] x, int x0, int x1, int x2, int x3, float[] w, int at, int width, int lane, float[] p) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    FloatVector s04 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s13 = FloatVector.zero(SPECIES);
    FloatVector s14 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s22 = FloatVector.zero(SPECIES);
    FloatVector s23 = FloatVector.zero(SPECIES);
    FloatVector s24 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s32 = FloatVector.zero(SPECIES);
    FloatVector s33 = FloatVector.zero(SPECIES);
    FloatVector s34 = FloatVector.zero(SPECIES);
    int k = lane;
    int whole = width - width % LANES;
    for (; k < whole; k += LANES) {
      FloatVector v0 = FloatVector.fromArray(SPECIES, x, x0 + k);
      FloatVector v1 = FloatVector.fromArray(SPECIES, x, x1 + k);
      FloatVector v2 = FloatVector.fromArray(SPECIES, x, x2 + k);
      FloatVector v3 = FloatVector.fromArray(SPECIES, x, x3 + k);
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, at + k);
      s00 = s00.add(v0.mul(w0));
      s10 = s10.add(v1.mul(w0));
      s20 = s20.add(v2.mul(w0));
      s30 = s30.add(v3.mul(w0));
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, at + width + k);
      s01 = s01.add(v0.mul(w1));
      s11 = s11.add(v1.mul(w1));
      s21 = s21.add(v2.mul(w1));
      s31 = s31.add(v3.mul(w1));
      FloatVector w2 = FloatVector.fromArray(SPECIES, w, at + 2 * width + k);
      s02 = s02.add(v0.mul(w2));
      s12 = s12.add(v1.mul(w2));
      s22 = s22.add(v2.mul(w2));
      s32 = s32.add(v3.mul(w2));
      FloatVector w3 = FloatVector.fromArray(SPECIES, w, at + 3 * width + k);
      s03 = s03.add(v0.mul(w3));
      s13 = s13.add(v1.mul(w3));
      s23 = s23.add(v2.mul(w3));
      s33 = s33.add(v3.mul(w3));
      FloatVector w4 = FloatVector.fromArray(SPECIES, w, at + 4 * width + k);
      s04 = s04.add(v0.mul(w4));
      s14 = s14.add(v1.mul(w4));
      s24 = s24.add(v2.mul(w4));
      s34 = s34.add(v3.mul(w4));
    }
    if (k < width) {
      VectorMask<Float> in = SPECIES.indexInRange(k, width);
      FloatVector v0 = FloatVector.fromArray(SPECIES, x, x0 + k, in);
      FloatVector v1 = FloatVector.fromArray(SPECIES, x, x1 + k, in);
      FloatVector v2 = FloatVector.fromArray(SPECIES, x, x2 + k, in);
      FloatVector v3 = FloatVector.fromArray(SPECIES, x, x3 + k, in);
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, at + k, in);
      s00 = s00.add(v0.mul(w0));
      s10 = s10.add(v1.mul(w0));
      s20 = s20.add(v2.mul(w0));
      s30 = s30.add(v3.mul(w0));
      FloatVector w1 = FloatVector.fromArray(SPECIES, w, at + width + k, in);
      s01 = s01.add(v0.mul(w1));
      s11 = s11.add(v1.mul(w1));
      s21 = s21.add(v2.mul(w1));
      s31 = s31.add(v3.mul(w1));
      FloatVector w2 = FloatVector.fromArray(SPECIES, w, at + 2 * width + k, in);
      s02 = s02.add(v0.mul(w2));
      s12 = s12.add(v1.mul(w2));
      s22 = s22.add(v2.mul(w2));
      s32 = s32.add(v3.mul(w2));
      FloatVector w3 = FloatVector.fromArray(SPECIES, w, at + 3 * width + k, in);
      s03 = s03.add(v0.mul(w3));
      s13 = s13.add(v1.mul(w3));
      s23 = s23.add(v2.mul(w3));
      s33 = s33.add(v3.mul(w3));
      FloatVector w4 = FloatVector.fromArray(SPECIES, w, at + 4 * width + k, in);
      s04 = s04.add(v0.mul(w4));
      s14 = s14.add(v1.mul(w4));
      s24 = s24.add(v2.mul(w4));
      s34 = s34.add(v3.mul(w4));
    }
    s00.intoArray(p, 0 * LANES + lane);
    s01.intoArray(p, 1 * LANES + lane);
    s02.intoArray(p, 2 * LANES + lane);
    s03.intoArray(p, 3 * LANES + lane);
    s04.intoArray(p, 4 * LANES + lane);
    s10.intoArray(p, 5 * LANES + lane);
    s11.intoArray(p, 6 * LANES + lane);
    s12.intoArray(p, 7 * LANES + lane);
    s13.intoArray(p, 8 * LANES + lane);
    s14.intoArray(p, 9 * LANES + lane);
    s20.intoArray(p, 10 * LANES + lane);
    s21.intoArray(p, 11 * LANES + lane);
    s22.intoArray(p, 12 * LANES + lane);
    s23.intoArray(p, 13 * LANES + lane);
    s24.intoArray(p, 14 * LANES + lane);
    s30.intoArray(p, 15 * LANES + lane);
    s31.intoArray(p, 16 * LANES + lane);
    s32.intoArray(p, 17 * LANES + lane);
    s33.intoArray(p, 18 * LANES + lane);
    s34.intoArray(p, 19 * LANES + lane);
  }

  /** Partial sums of four rows and one class. */
  private static void fourByOne(
      float[] x, int x0, int x1, int x2, int x3, float[] w, int at, int width, int lane, float[] p) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    int k = lane;
    int whole = width - width % LANES;
    for (; k < whole; k += LANES) {
      FloatVector v0 = FloatVector.fromArray(SPECIES, x, x0 + k);
      FloatVector v1 = FloatVector.fromArray(SPECIES, x, x1 + k);
      FloatVector v2 = FloatVector.fromArray(SPECIES, x, x2 + k);
      FloatVector v3 = FloatVector.fromArray(SPECIES, x, x3 + k);
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, at + k);
      s00 = s00.add(v0.mul(w0));
      s10 = s10.add(v1.mul(w0));
      s20 = s20.add(v2.mul(w0));
      s30 = s30.add(v3.mul(w0));
    }
    if (k < width) {
      VectorMask<Float> in = SPECIES.indexInRange(k, width);
      FloatVector v0 = FloatVector.fromArray(SPECIES, x, x0 + k, in);
      FloatVector v1 = FloatVector.fromArray(SPECIES, x, x1 + k, in);
      FloatVector v2 = FloatVector.fromArray(SPECIES, x, x2 + k, in);
      FloatVector v3 = FloatVector.fromArray(SPECIES, x, x3 + k, in);
      FloatVector w0 = FloatVector.fromArray(SPECIES, w, at + k, in);
      s00 = s00.add(v0.mul(w0));
      s10 = s10.add(v1.mul(w0));
      s20 = s20.add(v2.mul(w0));
      s30 = s30.add(v3.mul(w0));
    }
    s00.intoArray(p, 0 * LANES + lane);
    s10.intoArray(p, 5 * LANES + lane);
    s20.intoArray(p, 10 * LANES + lane);
    s30.intoArray(p, 15 * LANES + lane);
  }

  @Override
  public void combine(
      float[] y, int classes, int width, float[] a, int stride, float[] x, int[] rows, int from, int to) {
    VectorSums.combine(y, classes, width, a, stride, x, rows, from, to);
  }

  @Override
  public void softmax(
      float[] z, int classes, int stride, int from, int to, float[] largest, double[] sums) {
    WideKernel.softmax(z, classes, stride, from, to, largest, sums);
  }

  @Override
  public void addRounded(long[] sums, float[] values, int from, int to, double unit) {
    WideKernel.addRounded(sums, values, from, to, unit);
  }

  @Override
  public float largest(float[] values, int from, int to) {
    FloatVector most = FloatVector.zero(SPECIES);
    int k = from;
    for (; k + LENGTH <= to; k += LENGTH) {
      most = most.max(FloatVector.fromArray(SPECIES, values, k).abs());
    }
    float[] each = new float[LENGTH];
    most.intoArray(each, 0);
    float all = 0;
    for (float one : each) {
      all = Math.max(all, one);
    }
    for (; k < to; k++) {
      all = Math.max(all, Math.abs(values[k]));
    }
    return all;
  }
}
