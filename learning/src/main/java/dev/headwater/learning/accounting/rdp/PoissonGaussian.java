package dev.headwater.learning.accounting.rdp;

import dev.headwater.learning.accounting.numeric.Logs;
import dev.headwater.learning.accounting.numeric.Normal;

/**
 * Renyi divergence of the Poisson-subsampled Gaussian, for neighbours that differ by one
 * participant more or less: of (1 - q) N(0, z^2) + q N(1, z^2) from N(0, z^2), the larger of the two
 * directions (Mironov, Talwar, Zhang 2019, "Renyi Differential Privacy of the Sampled Gaussian
 * Mechanism", theorem 5).
 */
public final class PoissonGaussian {
  private static final int MOST_TERMS = 20_000;

  private PoissonGaussian() {}

  /**
   * The divergence of order {@code alpha}.
   *
   * @param alpha above 1; integers take the closed sum of section 3.3, others the two series
   * @param rate q, in (0, 1]
   * @param noise z, noise per unit of sensitivity; 0 gives infinity
   */
  public static double divergence(double alpha, double rate, double noise) {
    if (noise == 0) {
      return Double.POSITIVE_INFINITY;
    }
    if (rate == 1) {
      return alpha / (2 * noise * noise);
    }
    double logMoment =
        alpha == Math.rint(alpha)
            ? integer((int) alpha, rate, noise)
            : fractional(alpha, rate, noise);
    return Math.max(0, logMoment) / (alpha - 1);
  }

  /** log of sum over k of C(alpha, k) (1 - q)^(alpha - k) q^k exp(k (k - 1) / (2 z^2)). */
  private static double integer(int alpha, double rate, double noise) {
    // The binomial weights sum to 1, so that the moment is 1 + sum of weights (exp(..) - 1): no
    // digits are lost where the moment is barely above 1.
    double logRatio = Math.log(rate) - Math.log1p(-rate);
    double logWeight = alpha * Math.log1p(-rate);
    double excess = Double.NEGATIVE_INFINITY;
    for (int k = 1; k <= alpha; k++) {
      logWeight += Math.log((double) (alpha - k + 1) / k) + logRatio;
      double power = k * (k - 1.0) / (2 * noise * noise);
      if (power > 0) {
        excess = Logs.add(excess, logWeight + logExpMinusOne(power));
      }
    }
    return Logs.add(0, excess);
  }

  private static double logExpMinusOne(double x) {
    return x > 40 ? x : Math.log(Math.expm1(x));
  }

  /**
   * log of the two series of section 3.3: the expectation is split where both components of the
   * mixture weigh the same, and each half expanded by the binomial series that converges there.
   */
  private static double fractional(double alpha, double rate, double noise) {
    double logIn = Math.log(rate);
    double logOut = Math.log1p(-rate);
    double split = noise * noise * (logOut - logIn) + 0.5;
    double logCoefficient = 0;
    boolean positive = true;
    double plus = Double.NEGATIVE_INFINITY;
    double minus = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < MOST_TERMS; i++) {
      double j = alpha - i;
      double below =
          logCoefficient
              + i * logIn
              + j * logOut
              + i * (i - 1.0) / (2 * noise * noise)
              + Normal.logAbove((i - split) / noise);
      double above =
          logCoefficient
              + j * logIn
              + i * logOut
              + j * (j - 1) / (2 * noise * noise)
              + Normal.logAbove((split - j) / noise);
      double term = Logs.add(below, above);
      if (positive) {
        plus = Logs.add(plus, term);
      } else {
        minus = Logs.add(minus, term);
      }
      if (i > alpha && term < Logs.subtract(plus, minus) - 40) {
        return Logs.subtract(plus, minus);
      }
      logCoefficient += Math.log(Math.abs(alpha - i)) - Math.log(i + 1.0);
      positive ^= alpha < i;
    }
    return between(alpha, rate, noise);
  }

  /** The chord of the integers around alpha, above the convex function: safe where series creep. */
  private static double between(double alpha, double rate, double noise) {
    int floor = (int) Math.floor(alpha);
    double low = floor == 1 ? 0 : integer(floor, rate, noise);
    return low + (alpha - floor) * (integer(floor + 1, rate, noise) - low);
  }
}
