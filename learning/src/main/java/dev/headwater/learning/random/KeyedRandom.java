package dev.headwater.learning.random;

import dev.headwater.learning.parameters.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A stream of random numbers that depends only on {@code (seed, round, client, purpose)}. Arrival
 * order, threads and engines therefore cannot change a result.
 *
 * <p>The key's SHA-256 seeds xoshiro128** (Blackman and Vigna, "Scrambled Linear Pseudorandom
 * Number Generators", 2021), which needs only 32-bit arithmetic, so that a browser computes the
 * same stream. For experiments only: noise for a real guarantee comes from {@link
 * java.security.SecureRandom}. Not thread-safe.
 */
public final class KeyedRandom {
  private int s0;
  private int s1;
  private int s2;
  private int s3;

  private KeyedRandom(byte[] key) {
    ByteBuffer words = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    s0 = words.getInt();
    s1 = words.getInt();
    s2 = words.getInt();
    s3 = words.getInt();
  }

  /**
   * {@return the stream of one identity, at its start} The key is SHA-256 of: the bytes {@code
   * headwater.random.v1}, 0, the purpose's name, 0, seed (8 bytes little-endian), round (4), then
   * the client's name in UTF-8.
   *
   * @param seed of the run
   * @param round 1-based; 0 before the first round
   * @param client the client's name; empty if the draw concerns no single client
   * @param purpose what the numbers are for
   */
  public static KeyedRandom of(long seed, int round, String client, Purpose purpose) {
    MessageDigest sha = Sha256.digest();
    sha.update("headwater.random.v1".getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
    sha.update(purpose.name().getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
    sha.update(
        ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(seed).putInt(round).flip());
    sha.update(client.getBytes(StandardCharsets.UTF_8));
    return new KeyedRandom(sha.digest());
  }

  /** {@return 32 uniform bits} */
  public int nextBits() {
    int result = Integer.rotateLeft(s1 * 5, 7) * 9;
    int t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Integer.rotateLeft(s3, 11);
    return result;
  }

  /** {@return 64 uniform bits: the first draw is the high half} */
  public long nextLong() {
    long high = nextBits();
    return high << 32 | Integer.toUnsignedLong(nextBits());
  }

  /**
   * {@return a uniform number in [0, bound), without bias (Lemire, "Fast Random Integer Generation
   * in an Interval", 2019)}
   *
   * @param bound at least 1
   * @throws IllegalArgumentException for another bound
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound: %d (expected: at least 1)".formatted(bound));
    }
    long product = Integer.toUnsignedLong(nextBits()) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long threshold = (1L << 32) % bound;
      while ((product & 0xFFFFFFFFL) < threshold) {
        product = Integer.toUnsignedLong(nextBits()) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** {@return a uniform number in [0, 1) with 53 bits} */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * {@return a standard normal draw, by Marsaglia's polar method} The second value of a pair is
   * discarded to keep the state small.
   */
  public double nextGaussian() {
    while (true) {
      double u = 2 * nextDouble() - 1;
      double v = 2 * nextDouble() - 1;
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }

  /**
   * Permutes uniformly in place (Fisher and Yates).
   *
   * @param items of any length
   */
  public void shuffle(int[] items) {
    for (int i = items.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swap = items[i];
      items[i] = items[j];
      items[j] = swap;
    }
  }

  /**
   * {@return the natural logarithm of a Gamma(shape, 1) draw} The logarithm, because draws with a
   * small shape underflow (Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables",
   * 2000, with their boost for shapes below 1).
   *
   * @param shape above 0
   * @throws IllegalArgumentException for another shape
   */
  public double nextLogGamma(double shape) {
    if (!(shape > 0)) {
      throw new IllegalArgumentException("gamma shape: %s (expected: above 0)".formatted(shape));
    }
    double boost = shape < 1 ? StrictMath.log(1 - nextDouble()) / shape : 0;
    double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = nextGaussian();
      double v = 1 + c * x;
      if (v <= 0) {
        continue;
      }
      double cube = v * v * v;
      double u = 1 - nextDouble();
      if (StrictMath.log(u) < 0.5 * x * x + d * (1 - cube + StrictMath.log(cube))) {
        return StrictMath.log(d) + StrictMath.log(cube) + boost;
      }
    }
  }
}
