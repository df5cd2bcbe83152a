package dev.headwater.learning.compression;

/** What {@link TopK} and {@link RandomK} have in common: a share of a vector's values. */
final class Shares {
  /** So that 0.1 of 10 values is 1, although 0.1 is a little more than a tenth. */
  private static final double SLACK = 1e-6;

  private Shares() {}

  static void require(String name, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "compression: %s:%s (expected: a share above 0 and at most 1)".formatted(name, share));
    }
  }

  /** {@code ceil(share * size)}, at least 1. */
  static int count(double share, int size) {
    return Math.max(1, Math.min(size, (int) Math.ceil(share * size - SLACK)));
  }

  /** The largest float32 that is not larger in size than {@code exact}. */
  static float towardsZero(double exact) {
    float rounded = (float) exact;
    if (Math.abs(rounded) <= Math.abs(exact)) {
      return rounded;
    }
    return rounded > 0 ? Math.nextDown(rounded) : Math.nextUp(rounded);
  }
}
