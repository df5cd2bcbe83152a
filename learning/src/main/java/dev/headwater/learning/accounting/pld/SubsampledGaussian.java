package dev.headwater.learning.accounting.pld;

import dev.headwater.learning.accounting.numeric.Normal;

/**
 * One round of the Poisson-subsampled Gaussian: the mixture M = (1 - q) N(0, z^2) + q N(1, z^2)
 * against N = N(0, z^2), a pair that is tight for neighbours with one participant more or less
 * (Zhu, Dong, Wang 2022, "Optimal Accounting of Differential Privacy via Characteristic Function",
 * theorem 11). Removal is the pair (M, N), addition (N, M). The loss of the removal,
 *
 * <pre>l(x) = log(1 - q + q e^((2x - 1) / (2 z^2))),</pre>
 *
 * grows with x, and the addition's is -l(x): both directions share their intervals of x.
 */
final class SubsampledGaussian {
  private final double rate;
  private final double noise;
  private final double logOut;
  private final double logIn;
  private final double beyond;
  private final double reach;

  /**
   * @param rate q, in (0, 1]
   * @param noise z, above 0
   * @param beyond the probability of x too far out to be distinguished
   */
  SubsampledGaussian(double rate, double noise, double beyond) {
    this.rate = rate;
    this.noise = noise;
    this.logOut = Math.log1p(-rate);
    this.logIn = Math.log(rate);
    this.beyond = beyond;
    this.reach = noise * Normal.quantileAbove(beyond);
  }

  /** Whether everybody takes part: then losses have no lower bound. */
  boolean whole() {
    return rate == 1;
  }

  /** An upper bound of the mass of N below {@link #lowest} and of M above {@link #highest}. */
  double beyond() {
    return beyond;
  }

  double lowest() {
    return -reach;
  }

  double highest() {
    return 1 + reach;
  }

  double loss(double x) {
    double u = (x - 0.5) / (noise * noise);
    if (rate == 1) {
      return u;
    }
    return u < 1
        ? Math.log1p(rate * Math.expm1(u))
        : logIn + u + Math.log1p(Math.exp(logOut - logIn - u));
  }

  /** The x of a loss; minus infinity at and below the lowest loss, log(1 - q). */
  double argument(double loss) {
    double u;
    if (rate == 1) {
      u = loss;
    } else if (loss <= logOut) {
      return Double.NEGATIVE_INFINITY;
    } else if (loss < 1) {
      double ratio = Math.expm1(loss) / rate;
      u = ratio > -0.5 ? Math.log1p(ratio) : Math.log(-Math.expm1(logOut - loss)) + loss - logIn;
    } else {
      u = loss - logIn + Math.log1p(-Math.exp(logOut - loss));
    }
    return 0.5 + u * noise * noise;
  }

  /** The probability of [from, to] under N. */
  double without(double from, double to) {
    return Normal.between(from / noise, to / noise);
  }

  /** The probability of [from, to] under N(1, z^2). */
  double with(double from, double to) {
    return Normal.between((from - 1) / noise, (to - 1) / noise);
  }

  /**
   * The probability under M of an event with the probabilities {@code a} under N and {@code b}
   * under N(1, z^2).
   */
  double mixture(double a, double b) {
    return (1 - rate) * a + rate * b;
  }

  /** The loss of an interval reported as a whole. */
  double ratio(double a, double b) {
    return rate == 1 ? Math.log(b / a) : Math.log1p(rate * (b / a - 1));
  }

  /** M e^-loss - N of an interval, where the two cancel but for the distance to {@code loss}. */
  double excess(double a, double b, double loss) {
    return rate == 1
        ? b * Math.exp(-loss) - a
        : a * Math.expm1(logOut - loss) + b * Math.exp(logIn - loss);
  }
}
