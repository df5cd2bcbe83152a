package dev.headwater.learning.sums;

import dev.headwater.learning.training.kernels.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * The fixed-point grid of one round's sum: {@code q = rint(v * 2^F)} as a 64-bit integer, with
 * {@code F} chosen so that no sum within the declared bounds can wrap. Integer addition is
 * associative, so the sum does not depend on order, threads, shards or transport; and secure
 * aggregation masks the same integers, modulo {@code 2^ringBits}.
 *
 * @param fractionBits {@code F}; the grid's step is {@code 2^-F}
 * @param maxPerWeight largest allowed {@code |v_j|} per unit of weight
 * @param maxTotalWeight largest allowed total weight of one sum
 * @param ringBits 64, or 32 if the sum must fit a ring of half the size
 * @param noiseDeviation largest standard deviation of the noise on a sum, in the unit of {@code v};
 *     0 for none. The grid leaves room for {@link #NOISE_DEVIATIONS} of it.
 */
public record FixedPoint(
    int fractionBits,
    double maxPerWeight,
    double maxTotalWeight,
    int ringBits,
    double noiseDeviation) {
  /**
   * Gaussian noise exceeds this many deviations with probability below 1e-88: no sum ever wraps
   * because of it.
   */
  public static final double NOISE_DEVIATIONS = 20;

  /**
   * On grids coarser than 2^-16 small deltas vanish: the bounds are then absurd, or the ring is too
   * small.
   */
  public static final int MIN_FRACTION_BITS = 16;

  /**
   * A step of 2^-60 is finer than any float32 difference that matters; more bits would only shrink
   * the range.
   */
  private static final int MAX_FRACTION_BITS = 60;

  /** Noise is drawn as integers of the grid, by a sampler that is exact up to 2^44 of them. */
  public static final int MAX_NOISE_BITS = 44;

  /**
   * A grid on which no sum within the bounds can wrap.
   *
   * @param fractionBits {@code F}, at least {@link #MIN_FRACTION_BITS}
   * @param maxPerWeight finite and above 0
   * @param maxTotalWeight finite and above 0
   * @param ringBits 32 or 64
   * @param noiseDeviation finite and at least 0
   * @throws IllegalArgumentException if a number is out of its range, or a sum within the bounds
   *     could wrap
   */
  public FixedPoint {
    if (!(maxPerWeight > 0)
        || !(maxTotalWeight > 0)
        || Double.isInfinite(maxPerWeight * maxTotalWeight)) {
      throw new IllegalArgumentException(
          "fixed point: bounds %s a weight and %s in weight (expected: finite and above 0)"
              .formatted(maxPerWeight, maxTotalWeight));
    }
    if (!(noiseDeviation >= 0) || Double.isInfinite(noiseDeviation)) {
      throw new IllegalArgumentException(
          "fixed point: noise of deviation %s (expected: finite and at least 0)"
              .formatted(noiseDeviation));
    }
    requireRing(ringBits);
    int largest = largestFractionBits(ringBits, maxPerWeight, maxTotalWeight, noiseDeviation);
    if (fractionBits < MIN_FRACTION_BITS || fractionBits > largest) {
      throw new IllegalArgumentException(
          "fixed point: %d fraction bits for values up to %s a weight, a total weight of %s and noise of deviation %s in %d bits (expected: %d to %d)"
              .formatted(
                  fractionBits,
                  maxPerWeight,
                  maxTotalWeight,
                  noiseDeviation,
                  ringBits,
                  MIN_FRACTION_BITS,
                  largest));
    }
  }

  /**
   * A grid of 64-bit sums without noise.
   *
   * @param fractionBits {@code F}, at least {@link #MIN_FRACTION_BITS}
   * @param maxPerWeight largest allowed {@code |v_j|} per unit of weight, above 0
   * @param maxTotalWeight largest allowed total weight of one sum, above 0
   */
  public FixedPoint(int fractionBits, double maxPerWeight, double maxTotalWeight) {
    this(fractionBits, maxPerWeight, maxTotalWeight, Long.SIZE, 0);
  }

  /**
   * {@return the finest 64-bit grid on which {@code maxPerWeight * maxTotalWeight} cannot wrap:
   * {@code F = 61 - floor(log2(bound))}, at most 60}
   *
   * @param maxPerWeight largest allowed {@code |v_j|} per unit of weight, above 0
   * @param maxTotalWeight largest allowed total weight of one sum, above 0
   * @throws IllegalArgumentException if a number is out of its range, or {@code F} would be below
   *     {@link #MIN_FRACTION_BITS}
   */
  public static FixedPoint finest(double maxPerWeight, double maxTotalWeight) {
    return finest(Long.SIZE, maxPerWeight, maxTotalWeight, 0);
  }

  /**
   * {@return the finest grid on which {@code bound = maxPerWeight * maxTotalWeight + 20 *
   * noiseDeviation} cannot wrap: {@code F = ringBits - 3 - floor(log2(bound))}, at most 60; with
   * noise also at most {@code 43 - floor(log2(noiseDeviation))}}
   *
   * @param ringBits 32 or 64
   * @param maxPerWeight largest allowed {@code |v_j|} per unit of weight, above 0
   * @param maxTotalWeight largest allowed total weight of one sum, above 0
   * @param noiseDeviation largest standard deviation of the noise on a sum, 0 for none
   * @throws IllegalArgumentException if a number is out of its range, or {@code F} would be below
   *     {@link #MIN_FRACTION_BITS}
   */
  public static FixedPoint finest(
      int ringBits, double maxPerWeight, double maxTotalWeight, double noiseDeviation) {
    requireRing(ringBits);
    return new FixedPoint(
        largestFractionBits(ringBits, maxPerWeight, maxTotalWeight, noiseDeviation),
        maxPerWeight,
        maxTotalWeight,
        ringBits,
        noiseDeviation);
  }

  /**
   * {@return whether the finest grid for these bounds has at least {@code fractionBits}, and at
   * least {@link #MIN_FRACTION_BITS}}
   *
   * @param ringBits 32 or 64
   * @param maxPerWeight largest allowed {@code |v_j|} per unit of weight, above 0
   * @param maxTotalWeight largest allowed total weight of one sum, above 0
   * @param noiseDeviation largest standard deviation of the noise on a sum, 0 for none
   * @param fractionBits least {@code F} that is needed
   */
  public static boolean fits(
      int ringBits,
      double maxPerWeight,
      double maxTotalWeight,
      double noiseDeviation,
      int fractionBits) {
    return largestFractionBits(ringBits, maxPerWeight, maxTotalWeight, noiseDeviation)
        >= Math.max(fractionBits, MIN_FRACTION_BITS);
  }

  private static void requireRing(int ringBits) {
    if (ringBits != Integer.SIZE && ringBits != Long.SIZE) {
      throw new IllegalArgumentException("ring bits: %d (expected: 32 or 64)".formatted(ringBits));
    }
  }

  /** One bit of the ring is the sign, and one is reserved for the rounding of each term. */
  private static int largestFractionBits(
      int ringBits, double maxPerWeight, double maxTotalWeight, double noiseDeviation) {
    double bound = maxPerWeight * maxTotalWeight + NOISE_DEVIATIONS * noiseDeviation;
    int bits = Math.min(MAX_FRACTION_BITS, ringBits - 2 - (Math.getExponent(bound) + 1));
    return noiseDeviation == 0
        ? bits
        : Math.min(bits, MAX_NOISE_BITS - (Math.getExponent(noiseDeviation) + 1));
  }

  /**
   * {@return the reason why a vector exceeds {@code maxPerWeight * weight} in some value or is not
   * finite, or null if it does neither}
   *
   * @param values already multiplied by their weight
   * @param weight above 0
   */
  public @Nullable String problemOf(Values values, double weight) {
    double bound = maxPerWeight * weight;
    if (values instanceof Values.Reals reals) {
      float[] vector = reals.values();
      if (Kernel.best().largest(vector, 0, vector.length) <= bound) {
        return null;
      }
      for (int j = 0; j < vector.length; j++) {
        if (!(Math.abs(vector[j]) <= bound)) {
          return Float.isFinite(vector[j])
              ? "value %d: %s (expected: at most %s in size)".formatted(j, vector[j], bound)
              : "value %d: %s (expected: a finite number)".formatted(j, vector[j]);
        }
      }
      return null;
    }
    long[] units = ((Values.Integers) values).units();
    double most = bound * unit();
    for (int j = 0; j < units.length; j++) {
      if (Math.abs((double) units[j]) > most) {
        return "value %d: %s units (expected: at most %s in size)".formatted(j, units[j], most);
      }
    }
    return null;
  }

  /**
   * Writes {@code values} as integers of this grid.
   *
   * @param values real numbers, which are rounded, or integers, which are copied
   * @param units receives them at {@code [from, from + values.size())}
   * @param from first position written in {@code units}
   */
  public void encode(Values values, long[] units, int from) {
    if (values instanceof Values.Reals reals) {
      float[] vector = reals.values();
      for (int j = 0; j < vector.length; j++) {
        units[from + j] = encode(vector[j]);
      }
    } else {
      long[] own = ((Values.Integers) values).units();
      System.arraycopy(own, 0, units, from, own.length);
    }
  }

  /**
   * {@return {@code rint(value * 2^F)}, exact except for the rounding, because a power of two only
   * changes the exponent}
   *
   * @param value in the unit of the vector, within the bounds of the grid
   */
  public long encode(double value) {
    return (long) Math.rint(Math.scalb(value, fractionBits));
  }

  /** {@return {@code 2^F}, the factor from values to integers} */
  public double unit() {
    return Math.scalb(1.0, fractionBits);
  }
}
