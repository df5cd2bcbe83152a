package dev.headwater.learning.clipping;

import dev.headwater.learning.sums.FixedPoint;

/**
 * Clipping to an L2 norm, {@code v <- v min(1, C / |v|)}, with a bound that holds for exactly the
 * numbers that are sent and summed, not only in real arithmetic.
 *
 * <p>Norms are compared by upper bounds of their squares: sums in double precision, increased by
 * more than their rounding error. So a vector whose norm is below {@code C} by a relative
 * difference of less than {@code 2^-52} times its length counts as above it.
 */
public final class Clipping {
  /** Number of scaling attempts before values are truncated towards zero instead. */
  private static final int SCALINGS = 4;

  private Clipping() {}

  /**
   * The result of clipping.
   *
   * @param before the L2 norm before clipping
   * @param within whether the vector was within the norm and was not changed
   */
  public record Clipped(double before, boolean within) {}

  /**
   * {@return whether every value is a finite number}
   *
   * @param values of any length
   */
  public static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return the L2 norm, in double precision; not finite where a value is not}
   *
   * @param values of any length; 0 without values
   */
  public static double norm(float[] values) {
    double even = 0;
    double odd = 0;
    int j = 0;
    for (; j + 1 < values.length; j += 2) {
      even += (double) values[j] * values[j];
      odd += (double) values[j + 1] * values[j + 1];
    }
    if (j < values.length) {
      even += (double) values[j] * values[j];
    }
    return Math.sqrt(even + odd);
  }

  /**
   * Clips in place so that the L2 norm of the float32 values is at most {@code norm}, exactly.
   *
   * @param values all finite
   * @param norm finite and above 0, in the unit of the values
   * @return the norm before, and whether the values were left unchanged
   * @throws IllegalArgumentException if a value or {@code norm} is out of range
   */
  public static Clipped clip(float[] values, double norm) {
    double before = finiteNorm(values, norm);
    boolean within = surelyAtMost(before, values.length, norm);
    if (!within) {
      shrink(values, before, norm);
    }
    return new Clipped(before, within);
  }

  /**
   * Clips in place so that the L2 norm of the float32 values is at most {@code norm}, and that of
   * the integers which they become on {@code grid}, {@code q_j = rint(v_j 2^F)}, at most {@code
   * norm 2^F}, both exactly. One vector more or less therefore moves a sum of such integers by at
   * most {@code norm 2^F}: the sensitivity of the sum under add/remove, rounding included, for
   * which the noise is calibrated. No norm is inflated by the rounding as in Kairouz, Liu and
   * Steinke, "The Distributed Discrete Gaussian Mechanism for Federated Learning with Secure
   * Aggregation", 2021, section 4: the vector is scaled down instead.
   *
   * @param values all finite
   * @param norm finite and above 0, in the unit of the values
   * @param grid the fixed-point grid of the sum, with F fraction bits
   * @return the norm before, and whether the values were left unchanged
   * @throws IllegalArgumentException if a value or {@code norm} is out of range
   */
  public static Clipped clip(float[] values, double norm, FixedPoint grid) {
    double before = finiteNorm(values, norm);
    double bound = norm * grid.unit();
    double units = gridNorm(values, grid);
    boolean within =
        surelyAtMost(before, values.length, norm) && surelyAtMost(units, values.length, bound);
    if (!within) {
      shrink(values, before, norm);
      units = gridNorm(values, grid);
      for (int i = 1; i < SCALINGS && !surelyAtMost(units, values.length, bound); i++) {
        shrink(values, units, bound);
        units = gridNorm(values, grid);
      }
      if (!surelyAtMost(units, values.length, bound)) {
        cutToGrid(values, grid);
      }
    }
    return new Clipped(before, within);
  }

  /**
   * {@return whether the norms are surely at most what {@link #clip(float[], double, FixedPoint)}
   * leaves}
   *
   * @param values of any length
   * @param norm finite and above 0, in the unit of the values
   * @param grid the fixed-point grid of the sum
   */
  public static boolean within(float[] values, double norm, FixedPoint grid) {
    return surelyAtMost(norm(values), values.length, norm)
        && surelyAtMost(gridNorm(values, grid), values.length, norm * grid.unit());
  }

  private static double finiteNorm(float[] values, double norm) {
    if (!(norm > 0) || Double.isInfinite(norm)) {
      throw new IllegalArgumentException(
          "clipping norm: %s (expected: finite and above 0)".formatted(norm));
    }
    double before = norm(values);
    if (!Double.isFinite(before)) {
      throw new IllegalArgumentException(
          "clipping: a vector of norm %s (expected: finite values; refuse the vector, or count it as zero)"
              .formatted(before));
    }
    return before;
  }

  /** {@code |q|}, if q fits a double: otherwise 64-bit sums are refused elsewhere. */
  private static double gridNorm(float[] values, FixedPoint grid) {
    double unit = grid.unit();
    double sum = 0;
    for (float value : values) {
      double q = Math.rint(value * unit);
      sum += q * q;
    }
    return Math.sqrt(sum);
  }

  /** The relative error of a sum of d squares and of its root is below {@code (d + 2) 2^-53}. */
  private static boolean surelyAtMost(double computed, int length, double bound) {
    return computed == 0 || computed <= bound * (1 - (length + 4) * 0x1p-52);
  }

  /**
   * Scales to below {@code to}, each value rounded towards zero, so that no rounding adds to it.
   */
  private static void shrink(float[] values, double from, double to) {
    double scale = Math.min(1, to / from) * (1 - (2 * values.length + 16) * 0x1p-52);
    for (int j = 0; j < values.length; j++) {
      double exact = values[j] * scale;
      float rounded = (float) exact;
      values[j] = Math.abs(rounded) > Math.abs(exact) ? towardsZero(rounded) : rounded;
    }
  }

  private static float towardsZero(float value) {
    return value > 0 ? Math.nextDown(value) : Math.nextUp(value);
  }

  /**
   * Rounds each value to the grid's next point towards zero, which is a float32: from 2^24 steps on
   * every float32 is a grid point.
   */
  private static void cutToGrid(float[] values, FixedPoint grid) {
    double unit = grid.unit();
    for (int j = 0; j < values.length; j++) {
      double q = values[j] * unit;
      values[j] = (float) ((q < 0 ? Math.ceil(q) : Math.floor(q)) / unit);
    }
  }
}
