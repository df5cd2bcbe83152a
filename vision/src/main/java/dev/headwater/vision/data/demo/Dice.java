package dev.headwater.vision.data.demo;

/**
 * SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014) begun
 * from a key, so that draws depend on their purpose and not on earlier draws.
 */
final class Dice {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  Dice(long... key) {
    long mixed = key.length;
    for (long part : key) {
      mixed = mix(mixed + GOLDEN + part);
    }
    state = mixed;
  }

  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  double unit() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /**
   * Uniform in 0 to bound - 1; the bias of the multiplication is far below what a picture shows.
   */
  int below(int bound) {
    return (int) (unit() * bound);
  }
}
