package dev.headwater.learning.noise;

import dev.headwater.learning.random.Purpose;

/**
 * A stream of independent uniform bits for noise and secret samples.
 *
 * <p>Every differential-privacy guarantee in this project assumes that nobody can predict or
 * reproduce these bits. {@link SecureNoise} satisfies that assumption; {@link SeededNoise} violates
 * it on purpose, so that an experiment can be repeated, and then nobody is protected. Reports state
 * which one was used ({@link #secure}). Not thread-safe.
 */
public sealed interface NoiseSource permits SecureNoise, SeededNoise {

  /** {@return whether the bits are unpredictable, as a real guarantee requires} */
  boolean secure();

  /** {@return 32 uniform bits} */
  int nextInt();

  /** {@return 64 uniform bits: the first draw is the high half} */
  default long nextLong() {
    long high = nextInt();
    return high << 32 | Integer.toUnsignedLong(nextInt());
  }

  /**
   * {@return a uniform number in [0, bound), exactly (Lemire, "Fast Random Integer Generation in an
   * Interval", 2019)}
   *
   * @param bound at least 1
   * @throws IllegalArgumentException for another bound
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

  /**
   * Draws 64 uniform bits for every element.
   *
   * @param bits overwritten
   */
  void fill(long[] bits);

  /** {@return an unpredictable stream, as a real guarantee requires} */
  static NoiseSource secureRandom() {
    return new SecureNoise();
  }

  /**
   * {@return the repeatable stream of one identity, for experiments only}
   *
   * @param seed of the run
   * @param round 1-based; 0 before the first round
   * @param client the client's name; empty if the draw concerns no single client
   * @param purpose what the bits are for: one identity has one stream per purpose
   */
  static NoiseSource seeded(long seed, int round, String client, Purpose purpose) {
    return new SeededNoise(seed, round, client, purpose);
  }
}
