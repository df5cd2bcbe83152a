package dev.headwater.learning.noise;

/**
 * A stream of independent uniform bits, from which noise and secret samples are made.
 *
 * <p>Every differential-privacy guarantee in this project assumes that nobody can predict or
 * reproduce these bits. {@link SecureNoise} keeps that assumption; {@link SeededNoise} breaks it on
 * purpose, so that an experiment can be repeated, and then the guarantee is that of an experiment.
 * Reports say which one ran ({@link #secure}). Not thread-safe.
 */
public sealed interface NoiseSource permits SecureNoise, SeededNoise {

  /** Whether the bits are unpredictable: a guarantee to people needs true. */
  boolean secure();

  /** 32 uniform bits. */
  int nextInt();

  /** 64 uniform bits. */
  default long nextLong() {
    long high = nextInt();
    return high << 32 | Integer.toUnsignedLong(nextInt());
  }

  /**
   * {@code count} uniform bits, as a number in [0, 2^count); for 32 the sign bit is one of them.
   *
   * @param count from 1 to 32
   */
  default int nextBits(int count) {
    if (count < 1 || count > 32) {
      throw new IllegalArgumentException("bits: %d (expected: 1 to 32)".formatted(count));
    }
    return nextInt() >>> (32 - count);
  }

  /**
   * Uniform in [0, bound), exactly (Lemire, "Fast Random Integer Generation in an Interval", 2019).
   *
   * @param bound at least 1
   */
  default int nextBelow(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound: %d (expected: at least 1)".formatted(bound));
    }
    long product = Integer.toUnsignedLong(nextInt()) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long threshold = (1L << 32) % bound;
      while ((product & 0xFFFFFFFFL) < threshold) {
        product = Integer.toUnsignedLong(nextInt()) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** Uniform on the multiples of {@code 2^-53} in [0, 1). */
  default double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** Fills {@code bits} with uniform bits, 64 a value. */
  void fill(long[] bits);

  /** stub */
  static NoiseSource secureRandom() {
    return new SecureNoise();
  }

  /** stub */
  static NoiseSource seeded(long seed, int round, String client, dev.headwater.learning.random.Purpose purpose) {
    return new SeededNoise(seed, round, client, purpose);
  }
}
