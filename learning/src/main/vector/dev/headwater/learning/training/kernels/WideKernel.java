package dev.headwater.learning.training.kernels;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What {@link VectorKernel} computes in 64 bits a value, on vectors of 2, 4 or 8 values.
 *
 * <p>Plain loops widen and narrow. Vectors of floats of half the length would do it faster, but
 * HotSpot counts which lengths each method of {@code FloatVector} has met: where it met two it
 * makes objects on the heap, in {@link VectorKernel} too, which is then ten times slower.
 */
final class WideKernel {
  private static final VectorSpecies<Double> DOUBLES =
      DoubleVector.SPECIES_PREFERRED.length() > Kernel.COLUMNS
          ? DoubleVector.SPECIES_512
          : DoubleVector.SPECIES_PREFERRED;

  private static final int LENGTH = DOUBLES.length();

  /** Values that are widened at once: they fit the first-level cache. */
  private static final int CHUNK = 1024;

  private static final VectorSpecies<Long> LONGS =
      VectorSpecies.of(long.class, DOUBLES.vectorShape());

  private static final long ROUNDER_BITS = Double.doubleToRawLongBits(Vectors.ROUNDER);
  private static final long ONE = Double.doubleToRawLongBits(1);

  private WideKernel() {}

  /** See {@link Kernel#softmax}. */
  static void softmax(
      float[] z, int classes, int stride, int from, int to, float[] largest, double[] sums) {
    double[] wide = new double[classes * LENGTH];
    for (int i = from; i < to; i += LENGTH) {
      for (int c = 0; c < classes; c++) {
        for (int lane = 0; lane < LENGTH; lane++) {
          wide[c * LENGTH + lane] = z[c * stride + i + lane];
        }
      }
      double[] most = exponentials(wide, classes, sums, i);
      for (int lane = 0; lane < LENGTH; lane++) {
        largest[i + lane] = (float) most[lane];
        most[lane] = 1 / sums[i + lane];
      }
      for (int c = 0; c < classes; c++) {
        for (int lane = 0; lane < LENGTH; lane++) {
          z[c * stride + i + lane] = (float) wide[c * LENGTH + lane] * (float) most[lane];
        }
      }
    }
  }

  /** {@code z[c][lane] = exp(z[c][lane] - most)}; returns the largest, and puts the sums. */
  private static double[] exponentials(double[] z, int classes, double[] sums, int at) {
    double[] most = Arrays.copyOf(z, LENGTH);
    for (int c = 1; c < classes; c++) {
      DoubleVector.fromArray(DOUBLES, most, 0)
          .max(DoubleVector.fromArray(DOUBLES, z, c * LENGTH))
          .intoArray(most, 0);
    }
    Arrays.fill(sums, at, at + LENGTH, 0);
    for (int c = 0; c < classes; c++) {
      DoubleVector max = DoubleVector.fromArray(DOUBLES, most, 0);
      DoubleVector e = exp(DoubleVector.fromArray(DOUBLES, z, c * LENGTH).sub(max));
      e.intoArray(z, c * LENGTH);
      DoubleVector.fromArray(DOUBLES, sums, at).add(e).intoArray(sums, at);
    }
    return most;
  }

  /** See {@link Vectors#exp}: the same operations in the same order. */
  private static DoubleVector exp(DoubleVector x) {
    DoubleVector shifted = x.mul(Vectors.LOG2_E).add(Vectors.ROUNDER);
    DoubleVector k = shifted.sub(Vectors.ROUNDER);
    DoubleVector r = x.sub(k.mul(Vectors.LN2_HIGH)).sub(k.mul(Vectors.LN2_LOW));
    DoubleVector p = r.mul(1.0 / 40320).add(1.0 / 5040);
    p = r.mul(p).add(1.0 / 720);
    p = r.mul(p).add(1.0 / 120);
    p = r.mul(p).add(1.0 / 24);
    p = r.mul(p).add(1.0 / 6);
    p = r.mul(p).add(0.5);
    p = r.mul(p).add(1);
    p = r.mul(p).add(1);
    // The last bits of the shifted value are k: moved to the exponent, 2^k.
    LongVector power =
        shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52).add(ONE);
    DoubleVector e = p.mul(power.reinterpretAsDoubles());
    return e.blend(0, x.compare(VectorOperators.LT, -80.0));
  }

  /**
   * See {@link Kernel#addRounded}. In two halves of 32 bits, of which each is small enough to be
   * rounded by an addition; the first is exact, so the second alone rounds.
   */
  static void addRounded(long[] sums, float[] values, int from, int to, double unit) {
    double[] units = new double[Math.min(CHUNK, to - from)];
    for (int begin = from; begin < to; begin += CHUNK) {
      int count = Math.min(CHUNK, to - begin);
      for (int k = 0; k < count; k++) {
        units[k] = values[begin + k] * unit;
      }
      int whole = count - count % LENGTH;
      addUnits(sums, begin, units, whole);
      for (int k = whole; k < count; k++) {
        sums[begin + k] += (long) Math.rint(units[k]);
      }
    }
  }

  private static void addUnits(long[] sums, int at, double[] units, int count) {
    for (int k = 0; k < count; k += LENGTH) {
      DoubleVector value = DoubleVector.fromArray(DOUBLES, units, k);
      DoubleVector high = value.mul(0x1p-32).add(Vectors.ROUNDER);
      DoubleVector low = value.sub(high.sub(Vectors.ROUNDER).mul(0x1p32)).add(Vectors.ROUNDER);
      LongVector whole = high.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 32);
      LongVector rest = low.reinterpretAsLongs().sub(ROUNDER_BITS);
      LongVector.fromArray(LONGS, sums, at + k).add(whole.add(rest)).intoArray(sums, at + k);
    }
  }
}
