package dev.headwater.learning.compression;

/**
 * IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits. Java 17 has no conversion of its own.
 */
final class Binary16 {
  /** The largest finite value. */
  static final float MAX = 65504;

  /** Bits of infinity, and of everything from 65520 on. */
  private static final int INFINITY = 0x7c00;

  private static final int QUIET_NAN = 0x7e00;

  /** Float32 bits of 2^-14, the smallest normal value. */
  private static final int SMALLEST_NORMAL = 0x38800000;

  /** Float32 bits of 65520, half-way between the largest value and the next that there is not. */
  private static final int TOO_LARGE = 0x477ff000;

  /** Difference of the exponents' biases, 127 - 15. */
  private static final int BIAS = 112;

  private Binary16() {}

  /** The nearest value, of two the even one; infinity from 65520 on; NaN stays NaN. */
  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int size = bits & 0x7fffffff;
    int half;
    if (size > 0x7f800000) {
      half = QUIET_NAN;
    } else if (size >= TOO_LARGE) {
      half = INFINITY;
    } else if (size < SMALLEST_NORMAL) {
      half = (int) Math.rint(Float.intBitsToFloat(size) * 0x1p24f); // a multiple of 2^-24
    } else {
      // Half a unit less one, and one more if the last bit that stays is odd: ties go to even.
      half = ((size + 0xfff + ((size >>> 13) & 1)) >>> 13) - (BIAS << 10);
    }
    return (short) (sign | half);
  }

  /** The largest value that is not larger in size; {@code value} is finite and at most 65504. */
  static short towardsZero(double value) {
    short nearest = of((float) value);
    boolean beyond = Math.abs(toFloat(nearest)) > Math.abs(value);
    return beyond ? (short) (nearest - 1) : nearest; // one less is one step closer, of either sign
  }

  /** The same value, exactly. */
  static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
    }
    int widened = exponent == 0x1f ? 0xff : exponent + BIAS;
    return Float.intBitsToFloat(sign | (widened << 23) | (fraction << 13));
  }
}
