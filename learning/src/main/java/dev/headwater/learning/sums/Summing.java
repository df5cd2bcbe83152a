package dev.headwater.learning.sums;

/**
 * How contributions are summed.
 *
 * @param weighting how each contribution is weighted
 * @param ringBits 32 or 64: the size of the integers that are summed; 0 for the smallest that the
 *     round fits
 */
public record Summing(Weighting weighting, int ringBits) {
  /** Weighted by num_examples, in 64 bits. */
  public static final Summing DEFAULT = new Summing(new Weighting.Examples(), Long.SIZE);

  /**
   * Sums of contributions with these weights, in integers of this size.
   *
   * @param weighting how each contribution is weighted
   * @param ringBits 32 or 64; 0 for the smallest that the round fits
   * @throws IllegalArgumentException if {@code ringBits} is another number
   */
  public Summing {
    if (ringBits != 0 && ringBits != Integer.SIZE && ringBits != Long.SIZE) {
      throw new IllegalArgumentException("sum-bits: %d (expected: 32 or 64)".formatted(ringBits));
    }
  }
}
