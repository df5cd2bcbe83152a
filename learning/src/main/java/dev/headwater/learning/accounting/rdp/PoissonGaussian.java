package dev.headwater.learning.accounting.rdp;

import dev.headwater.learning.accounting.numeric.Logs;

/**
 * Renyi divergence of the Poisson-subsampled Gaussian, for neighbours that differ by one
 * participant more or less: of (1 - q) N(0, z^2) + q N(1, z^2) from N(0, z^2), the larger of the
 * two directions (Mironov, Talwar, Zhang 2019, "Renyi Differential Privacy of the Sampled Gaussian
 * Mechanism", theorem 5).
 */
public final class PoissonGaussian {
  /** Range of the integral in standard deviations. */
  private static final double REACH = 12;

  private static final double LOG_ROOT_TWO_PI = Math.log(2 * Math.PI) / 2;

  private PoissonGaussian() {}

  /**
   * {@return the divergence of order {@code alpha}, at least 0}
   *
   * @param alpha above 1; integers take the closed sum of section 3.3, others an integral
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
   * log of E[(1 + v)^alpha] = 1 + E[(1 + v)^alpha - 1 - alpha v] over N(0, z^2), v(x) = q (e^((2x -
   * 1) / (2 z^2)) - 1) having the mean 0, by the trapezoidal rule, whose error for such analytic
   * integrands falls exponentially with the number of points: here below 1e-12. (The paper's series
   * converge slowly where both components are equal at likely x.)
   */
  private static double fractional(double alpha, double rate, double noise) {
    double low = -REACH * noise;
    double high = alpha + REACH * noise;
    // The integrand's branch points lie pi z^2 off the real line, near values of x that are
    // unlikely for small z.
    double width = noise < 0.08 ? noise / 6 : Math.min(noise / 6, noise * noise / 2);
    double sum = Double.NEGATIVE_INFINITY;
    int points = (int) Math.ceil((high - low) / width);
    for (int i = 0; i <= points; i++) {
      double x = low + i * width;
      double logDensity = -x * x / (2 * noise * noise);
      sum = Logs.add(sum, logDensity + logExcess(alpha, rate, (x - 0.5) / (noise * noise)));
    }
    return Logs.add(0, sum + Math.log(width / noise) - LOG_ROOT_TWO_PI);
  }

  /** log((1 + v)^alpha - 1 - alpha v) with v = q (e^u - 1), without cancellation. */
  private static double logExcess(double alpha, double rate, double u) {
    double v = rate * Math.expm1(u);
    if (Math.abs(v) < 1e-3) {
      double series =
          1 + (alpha - 2) / 3 * v * (1 + (alpha - 3) / 4 * v * (1 + (alpha - 4) / 5 * v));
      return Math.log(alpha * (alpha - 1) / 2 * series) + 2 * Math.log(Math.abs(v));
    }
    double log = u < 300 ? Math.log1p(v) : Math.log(rate) + u;
    double power = alpha * log;
    return power < 30
        ? Math.log(Math.expm1(power) - alpha * v)
        // alpha v + 1 is at most alpha (1 + v), whose logarithm stays finite.
        : power
            + Math.log1p(
                -Math.exp(Math.log(alpha) + log - power) * (1 - (alpha - 1) / alpha / (1 + v)));
  }
}
