package dev.headwater.learning.clipping;

import dev.headwater.learning.noise.DiscreteGaussian;
import dev.headwater.learning.noise.NoiseSource;

/**
 * A clipping norm that follows a quantile of the clients' norms (Andrew, Thakkar, McMahan and
 * Ramaswamy, "Differentially Private Learning with Adaptive Clipping", 2021, algorithm 1).
 *
 * <p>Each client reports one bit, whether it was within the norm; the sum of the bits is noised, so
 * tracking the quantile costs privacy too. A round is then a single Gaussian mechanism on the pair
 * (values, count) under add/remove of one client, with the noise multiplier z that is accounted, if
 * the values get the slightly larger {@link #valuesNoiseMultiplier}.
 *
 * <p>Guarantee against clients that lie about their bit: whatever one of n clients reports, the
 * next norm changes by a factor of at most {@code exp(RATE / n)}, and never leaves {@link #inBand}.
 * A bit that the coordinator reads is 0 or 1, and moves the share by 1 / n. Under masks only the
 * sum is seen, and one client can make of it whatever passes for the sum of n bits; so a masked
 * round moves the norm by at most {@code exp(RATE / 2n)} up or down, whatever the share is.
 */
public final class AdaptiveClipping {
  /** Learning rate of the norm's logarithm, as in section 3 of the paper. */
  public static final double RATE = 0.2;

  /**
   * How far the norm goes from the first one, as a factor. A first norm is a guess, seldom wrong by
   * more; further out it is somebody's lie or the noise's walk, and rounds are spent on noise alone
   * (above) or on updates of next to nothing (below).
   */
  public static final double BAND = 10;

  /** The bits are counted as -1/2 and +1/2, so one client moves their sum by this much. */
  private static final double SENSITIVITY = 0.5;

  private static final long UNITS_PER_HALF = 1L << 36;

  private AdaptiveClipping() {}

  /**
   * {@return the noise multiplier of the values for which the round, count included, is one
   * Gaussian mechanism of multiplier z: {@code (z^-2 - (2 sigma_b)^-2)^(-1/2)} (theorem 1)}
   *
   * @param z the multiplier that is accounted, finite and at least 0; 0 gives 0
   * @param countDeviation sigma_b, the deviation of the noise on the count, above z / 2
   * @throws IllegalArgumentException for values outside these ranges
   */
  public static double valuesNoiseMultiplier(double z, double countDeviation) {
    if (!(z >= 0) || Double.isInfinite(z)) {
      throw new IllegalArgumentException(
          "noise multiplier: %s (expected: finite and at least 0)".formatted(z));
    }
    double count = countDeviation / SENSITIVITY;
    if (!(count > z)) {
      throw new IllegalArgumentException(
          "adaptive clipping: noise of deviation %s on the count (expected: above %s, half of the noise multiplier; otherwise the count alone spends more than the round)"
              .formatted(countDeviation, z / 2));
    }
    return z / Math.sqrt(1 - (z / count) * (z / count));
  }

  /**
   * {@return the next norm, {@code C exp(-RATE (share - quantile))}}
   *
   * @param norm C, above 0
   * @param quantile the share of clients that should be within the norm, in (0, 1)
   * @param share the noised share that was: noise may take it out of [0, 1]
   */
  public static double next(double norm, double quantile, double share) {
    return norm * StrictMath.exp(-RATE * (share - quantile));
  }

  /**
   * {@return the next norm where bits are masked: {@link #next}, but at most {@code exp(RATE / 2n)}
   * from this one}
   *
   * @param norm C, above 0
   * @param quantile the share of clients that should be within the norm, in (0, 1)
   * @param share the noised share that was, if nobody lied
   * @param expected n, the expected number of reports, above 0
   */
  public static double nextMasked(double norm, double quantile, double share, double expected) {
    double most = RATE / (2 * expected);
    double step = -RATE * (share - quantile);
    return norm * StrictMath.exp(Math.max(-most, Math.min(most, step)));
  }

  /**
   * {@return the norm, kept within a factor of {@link #BAND} of the first one}
   *
   * @param norm above 0
   * @param first the run's declared one, above 0
   */
  public static double inBand(double norm, double first) {
    return Math.max(first / BAND, Math.min(first * BAND, norm));
  }

  /**
   * {@return the noised share of clients within the norm, {@code 1/2 + (sum_k (b_k - 1/2) + N(0,
   * sigma_b^2)) / expected}, not bounded to [0, 1], so that the noise averages out} The noise is a
   * discrete Gaussian on a grid of 2^-37: as fine against its deviation as that of the values, so
   * that the same bound holds between it and the continuous one.
   *
   * @param within clients that were within the norm, from 0 to {@code counted}
   * @param counted clients that reported
   * @param expected expected number of reports, above 0: a constant, because the true number is
   *     data
   * @param deviation sigma_b, from 0.5 to 2^18
   * @param noise bits of the one draw
   * @throws IllegalArgumentException for counts outside these ranges
   */
  public static double noisedShare(
      long within, int counted, double expected, double deviation, NoiseSource noise) {
    if (within < 0 || within > counted || !(expected > 0)) {
      throw new IllegalArgumentException(
          "adaptive clipping: %d of %d clients within the norm, %s expected (expected: at most all of them, and some)"
              .formatted(within, counted, expected));
    }
    long units = (2 * within - counted) * UNITS_PER_HALF;
    units += new DiscreteGaussian(deviation / SENSITIVITY * UNITS_PER_HALF).sample(noise);
    return 0.5 + (double) units / UNITS_PER_HALF * SENSITIVITY / expected;
  }
}
