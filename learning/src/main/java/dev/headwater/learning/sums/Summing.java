package dev.headwater.learning.sums;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How contributions are weighted, clipped and summed.
 *
 * @param weighting how each contribution is weighted
 * @param ringBits 32 or 64: the size of the integers that are summed; 0 for the smallest that the
 *     round fits
 * @param weightCap with weights by num_examples, the largest weight as a multiple of the round's
 *     median num_examples; infinite for none
 * @param clippingNorm bound of the L2 norm of every client's vector per unit of weight, without a
 *     privacy guarantee; null for none
 */
public record Summing(
    Weighting weighting, int ringBits, double weightCap, @Nullable Double clippingNorm) {
  /**
   * A client counts at most as much as this many usual ones: sizes of honest clients differ, and a
   * claim of a billion examples must not decide alone.
   */
  public static final double DEFAULT_WEIGHT_CAP = 10;

  /** Weighted by num_examples, in 64 bits. */
  public static final Summing DEFAULT = new Summing(new Weighting.Examples(), Long.SIZE);

  /**
   * Sums of contributions with these weights, in integers of this size.
   *
   * @param weighting how each contribution is weighted
   * @param ringBits 32 or 64; 0 for the smallest that the round fits
   * @param weightCap at least 1; infinite for none
   * @param clippingNorm finite and above 0; null for none
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Summing {
    if (ringBits != 0 && ringBits != Integer.SIZE && ringBits != Long.SIZE) {
      throw new IllegalArgumentException("sum-bits: %d (expected: 32 or 64)".formatted(ringBits));
    }
    if (!(weightCap >= 1)) {
      throw new IllegalArgumentException(
          "weight-cap: %s (expected: a multiple of the median num_examples of at least 1, or none)"
              .formatted(weightCap));
    }
    if (clippingNorm != null && (!(clippingNorm > 0) || clippingNorm.isInfinite())) {
      throw new IllegalArgumentException(
          "clipping-norm: %s (expected: finite and above 0)".formatted(clippingNorm));
    }
  }

  /**
   * Sums with the usual weight cap, without clipping.
   *
   * @param weighting how each contribution is weighted
   * @param ringBits 32 or 64; 0 for the smallest that the round fits
   * @throws IllegalArgumentException if {@code ringBits} is another number
   */
  public Summing(Weighting weighting, int ringBits) {
    this(weighting, ringBits, DEFAULT_WEIGHT_CAP, null);
  }

  /**
   * {@return the same sums with another weight cap}
   *
   * @param factor multiple of the median num_examples, at least 1; infinite for none
   */
  public Summing cappedAt(double factor) {
    return new Summing(weighting, ringBits, factor, clippingNorm);
  }

  /**
   * {@return the same sums of vectors that are clipped}
   *
   * @param norm finite and above 0, per unit of weight; null for none
   */
  public Summing clippedTo(@Nullable Double norm) {
    return new Summing(weighting, ringBits, weightCap, norm);
  }

  /** {@return whether weights follow num_examples up to a multiple of their median} */
  public boolean capsByMedian() {
    return weighting instanceof Weighting.Examples && !Double.isInfinite(weightCap);
  }

  /**
   * {@return num_examples, but at most {@code floor(weightCap * median)}, at least 1; of an even
   * number of clients the median is the mean of the middle two}
   *
   * @param numExamples of every client that could take part, at least one
   */
  public Weighting cappedByMedian(Collection<Integer> numExamples) {
    int[] ascending = numExamples.stream().mapToInt(Integer::intValue).sorted().toArray();
    int upper = ascending.length / 2;
    double median =
        ascending.length % 2 == 1
            ? ascending[upper]
            : ((double) ascending[upper - 1] + ascending[upper]) / 2;
    return new Weighting.Capped(
        (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.floor(weightCap * median))));
  }
}
