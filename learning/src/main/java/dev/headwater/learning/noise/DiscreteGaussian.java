package dev.headwater.learning.noise;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The discrete Gaussian on the integers, {@code P(y) proportional to exp(-y^2 / (2 sigma^2))},
 * sampled exactly: given uniform bits, every value has its exact real-valued probability. No
 * decision depends on floating point; {@code sigma} is the exact rational value of the double.
 *
 * <p>Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy", 2020: a
 * discrete Laplace proposal of scale t (algorithm 2), kept with probability {@code exp(-(|y| -
 * sigma^2 / t)^2 / (2 sigma^2))} (algorithm 3), where {@code Bernoulli(exp(-g))} is a chain of
 * {@code Bernoulli(g / k)} (algorithm 1). Any t is valid; here it is the power of two next to
 * sigma, so algorithm 2 needs only bits and comparisons. A {@code Bernoulli(g)} compares random
 * bits with the binary digits of g, which are first computed in 64-bit fixed point with a bound on
 * their error; if the bound does not decide the comparison (about once in 2^45), {@link BigInteger}
 * computes them exactly.
 *
 * <p>A value beyond 64 bits, of probability below {@code exp(-2^12)}, is reduced modulo 2^64, like
 * the sums to which it is added. Independent draws added to an integer vector of L2 sensitivity D
 * give {@code D^2 / (2 sigma^2)}-zero-concentrated differential privacy, as a continuous Gaussian
 * would. The running time depends on the drawn values: a side channel that this class does not
 * close. Immutable.
 */
public final class DiscreteGaussian {
  /** Below 0.5 the noise is almost always 0; above 2^56 its tails do not fit a 64-bit sum. */
  private static final double SMALLEST = 0.5;

  private static final double LARGEST = 0x1p56;

  /** Proposals of at least this many scales take the slow path: one in e^16. */
  private static final int FAST_SCALES = 16;

  private static final int GRID = 56;
  private static final int DIGITS = 51;
  private static final long FRACTION = (1L << DIGITS) - 1;

  /**
   * Bound on the error of {@link #fixedExponent}, in units of {@code 2^-51}. With {@code a < 16} in
   * units of {@code 2^-56}: a is off by 1 unit, so its square by {@code 2^-51}, and by {@code
   * 2^-48} for the digits cut off; times {@code 1 / (2 r^2) <= 2}; {@code 2^-60} off in that, times
   * {@code a^2 <= 2^8}; the last cut. In all less than {@code 2^-46}.
   */
  private static final long SLACK = 32;

  private final double sigma;
  private final int scaleBits;
  private final long slack;

  /** {@code floor(r^2 2^56)} and {@code floor(2^60 / (2 r^2))} for {@code r = sigma / t}. */
  private final long ratioSquared;

  private final long halfInverse;

  /** {@code gamma = (|y| factor - offset)^2 / denominator}, all whole numbers. */
  private final BigInteger factor;

  private final BigInteger offset;
  private final BigInteger denominator;

  /**
   * Noise of one deviation parameter. The true variance is a little smaller, by about {@code 8 pi^2
   * sigma^2 exp(-2 pi^2 sigma^2)} of it: 14 % at 0.5, 2e-7 at 1, negligible above. The guarantee is
   * nevertheless that of sigma.
   *
   * @param sigma from 0.5 to 2^56, taken exactly
   * @throws IllegalArgumentException for another sigma
   */
  public DiscreteGaussian(double sigma) {
    this(sigma, SLACK);
  }

  /** For tests: with more slack more decisions come from the exact arithmetic. */
  DiscreteGaussian(double sigma, long slack) {
    if (!(sigma >= SMALLEST && sigma <= LARGEST)) {
      throw new IllegalArgumentException(
          "discrete Gaussian: deviation %s (expected: 0.5 to 2^56 units; choose a finer or coarser"
                  .formatted(sigma)
              + " grid)");
    }
    this.sigma = sigma;
    this.slack = slack;
    int exponent = Math.getExponent(sigma);
    double significand = Math.scalb(sigma, -exponent);
    this.scaleBits = Math.max(0, significand * significand > 2 ? exponent + 1 : exponent);
    // sigma^2 = square * 2^-twice, and both sides of the fraction are multiplied by 2^twice.
    BigInteger whole = BigInteger.valueOf((long) Math.scalb(significand, 52));
    BigInteger square = whole.multiply(whole);
    int twice = 2 * (52 - exponent);
    // twice is at least -8 for the largest sigma.
    BigInteger lifted = twice < 0 ? square.shiftLeft(-twice) : square;
    int lift = Math.max(0, twice);
    this.factor = BigInteger.ONE.shiftLeft(scaleBits + lift);
    this.offset = lifted;
    this.denominator = lifted.shiftLeft(1 + 2 * scaleBits + lift);
    BigInteger scaleSquared = BigInteger.ONE.shiftLeft(2 * scaleBits + lift);
    this.ratioSquared = lifted.shiftLeft(GRID).divide(scaleSquared).longValueExact();
    this.halfInverse = scaleSquared.shiftLeft(60).divide(lifted.shiftLeft(1)).longValueExact();
  }

  /** {@return the parameter sigma, in units of the integers} */
  public double sigma() {
    return sigma;
  }

  /**
   * {@return one draw, reduced modulo 2^64}
   *
   * @param noise its random bits; how many are read depends on the draw
   */
  public long sample(NoiseSource noise) {
    while (true) {
      long fraction = laplaceFraction(noise);
      long scales = 0;
      while (expMinusOne(noise)) {
        scales++;
      }
      boolean negative = noise.nextInt() < 0;
      if (negative && fraction == 0 && scales == 0) {
        continue;
      }
      if (keep(fraction, scales, noise)) {
        long size = (scales << scaleBits) + fraction;
        return negative ? -size : size;
      }
    }
  }

  /**
   * Adds one draw each to {@code units[from..to)}, modulo 2^64.
   *
   * @param units integers of the grid, changed in place
   * @param from first index
   * @param to index after the last
   * @param noise random bits of the draws
   */
  public void addTo(long[] units, int from, int to, NoiseSource noise) {
    for (int j = from; j < to; j++) {
      units[j] += sample(noise);
    }
  }

  /** U uniform on {@code [0, t)}, kept with probability {@code exp(-U / t)}. */
  private long laplaceFraction(NoiseSource noise) {
    if (scaleBits == 0) {
      return 0;
    }
    while (true) {
      long u = bits(scaleBits, noise);
      int k = 1;
      while ((k == 1 || noise.nextBelow(k) == 0) && bits(scaleBits, noise) < u) {
        k++;
      }
      if ((k & 1) == 1) {
        return u;
      }
    }
  }

  private static long bits(int count, NoiseSource noise) {
    return count <= 31 ? noise.nextInt() >>> (32 - count) : noise.nextLong() >>> (64 - count);
  }

  /** {@code Bernoulli(exp(-1))}. */
  private static boolean expMinusOne(NoiseSource noise) {
    int k = 2;
    while (noise.nextBelow(k) == 0) {
      k++;
    }
    return (k & 1) == 1;
  }

  /** {@code Bernoulli(exp(-gamma))}, gamma that of {@code |y| = scales * t + fraction}. */
  private boolean keep(long fraction, long scales, NoiseSource noise) {
    long fixed = scales < FAST_SCALES ? fixedExponent((scales << scaleBits) + fraction) : 0;
    long digits = fixed & FRACTION;
    long whole = fixed >>> DIGITS;
    boolean known = digits >= slack && digits <= FRACTION - slack;
    @Nullable BigInteger remainder = null;
    if (!known) {
      BigInteger[] parts = exactExponent(fraction, scales);
      // A whole part beyond 64 bits is never exhausted: each step continues with probability 1/e.
      whole = parts[0].min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
      remainder = parts[1];
    }
    for (long i = 0; i < whole; i++) {
      if (!expMinusOne(noise)) {
        return false;
      }
    }
    int k = 1;
    while (k == 1 || noise.nextBelow(k) == 0) {
      long u = bits(DIGITS, noise);
      boolean below;
      if (known && u < digits - slack) {
        below = true;
      } else if (known && u >= digits + slack) {
        below = false;
      } else {
        if (remainder == null) {
          remainder = exactExponent(fraction, scales)[1];
        }
        below = isBelow(u, remainder, noise);
      }
      if (!below) {
        break;
      }
      k++;
    }
    return (k & 1) == 1;
  }

  /** {@code gamma 2^51}, within {@link #SLACK}, for sizes below {@link #FAST_SCALES} scales. */
  private long fixedExponent(long size) {
    long a = (size << (GRID - scaleBits)) - ratioSquared;
    return Math.multiplyHigh(Math.multiplyHigh(a, a) << 7, halfInverse);
  }

  /** The whole part of gamma, and the remainder over {@link #denominator}. */
  private BigInteger[] exactExponent(long fraction, long scales) {
    BigInteger size =
        BigInteger.valueOf(scales).shiftLeft(scaleBits).add(BigInteger.valueOf(fraction));
    BigInteger root = size.multiply(factor).subtract(offset);
    return root.multiply(root).divideAndRemainder(denominator);
  }

  /**
   * Whether the uniform number whose first 51 bits are {@code u} is below {@code remainder /
   * denominator}; further bits are drawn if the first ones are equal.
   */
  private boolean isBelow(long u, BigInteger remainder, NoiseSource noise) {
    BigInteger[] digits = remainder.shiftLeft(DIGITS).divideAndRemainder(denominator);
    int order = BigInteger.valueOf(u).compareTo(digits[0]);
    if (order != 0 || digits[1].signum() == 0) {
      return order < 0;
    }
    return isBelow(bits(DIGITS, noise), digits[1], noise);
  }
}
