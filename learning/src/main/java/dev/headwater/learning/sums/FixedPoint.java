package dev.headwater.learning.sums;

/**
 * The fixed-point grid of one round's sum: {@code q = rint(v * 2^F)} as a 64-bit integer, with
 * {@code F} chosen so that no sum within the declared bounds can wrap. Integer addition is
 * associative, so the sum does not depend on order, threads, shards or transport; and secure
 * aggregation can mask the very same integers.
 *
 * @param fractionBits {@code F}; the grid's step is {@code 2^-F}
 * @param maxPerWeight largest allowed {@code |v_j|} per unit of weight
 * @param maxTotalWeight largest allowed total weight of one sum
 */
public record FixedPoint(int fractionBits, double maxPerWeight, double maxTotalWeight) {
  /**
   * Sums stay below {@code 2^62}: one bit is the sign, one is slack for the rounding of each term.
   */
  private static final int SUM_BITS = 62;

  /**
   * A step of 2^-60 is finer than any float32 difference that matters; more bits would only shrink
   * the range.
   */
  private static final int MAX_FRACTION_BITS = 60;

  /** Coarser than 2^-16 and small deltas start to vanish: the bounds are then absurd. */
  private static final int MIN_FRACTION_BITS = 16;

  /**
   * Refuses bounds that are not positive, and grids on which a sum within the bounds could wrap.
   */
  public FixedPoint {
    if (!(maxPerWeight > 0)
        || !(maxTotalWeight > 0)
        || Double.isInfinite(maxPerWeight * maxTotalWeight)) {
      throw new IllegalArgumentException(
          "fixed point: bounds %s a weight and %s in weight (expected: finite and above 0)"
              .formatted(maxPerWeight, maxTotalWeight));
    }
    int largest = largestFractionBits(maxPerWeight, maxTotalWeight);
    if (fractionBits < MIN_FRACTION_BITS || fractionBits > largest) {
      throw new IllegalArgumentException(
          "fixed point: %d fraction bits for values up to %s a weight and a total weight of %s (expected: %d to %d)"
              .formatted(fractionBits, maxPerWeight, maxTotalWeight, MIN_FRACTION_BITS, largest));
    }
  }

  /**
   * The finest grid on which {@code maxPerWeight * maxTotalWeight} cannot wrap: {@code F = 62 -
   * ceil(log2(bound))}.
   */
  public static FixedPoint finest(double maxPerWeight, double maxTotalWeight) {
    return new FixedPoint(
        largestFractionBits(maxPerWeight, maxTotalWeight), maxPerWeight, maxTotalWeight);
  }

  private static int largestFractionBits(double maxPerWeight, double maxTotalWeight) {
    int bits = Math.getExponent(maxPerWeight * maxTotalWeight) + 1;
    return Math.min(MAX_FRACTION_BITS, SUM_BITS - bits);
  }

  /**
   * {@code rint(value * 2^F)}. Exact but for the rounding, because a power of two only moves the
   * exponent.
   */
  public long encode(double value) {
    return (long) Math.rint(Math.scalb(value, fractionBits));
  }

  /** {@code 2^F}, the factor between values and integers. */
  public double unit() {
    return Math.scalb(1.0, fractionBits);
  }
}
