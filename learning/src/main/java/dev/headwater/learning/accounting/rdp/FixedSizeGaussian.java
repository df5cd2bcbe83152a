package dev.headwater.learning.accounting.rdp;

import dev.headwater.learning.accounting.numeric.Logs;

/**
 * An upper bound of the Renyi divergence of the Gaussian on a cohort drawn uniformly without
 * replacement, for neighbours of which one participant was replaced (Wang, Balle, Kasiviswanathan
 * 2019, "Subsampled Renyi Differential Privacy and Analytical Moments Accountant", theorem 9).
 */
public final class FixedSizeGaussian {
  private static final double LOG_TWO = Math.log(2);

  private FixedSizeGaussian() {}

  /**
   * {@return an upper bound of the divergence of order {@code alpha}} Between integers it follows
   * the chord of the log-moment, which is convex in the order (corollary 10 there). Never above the
   * divergence without sampling: a mixture over cohorts diverges no more than its worst pair.
   *
   * @param alpha above 1
   * @param rate cohort / population, in (0, 1]
   * @param noise noise per unit of sensitivity, which is 2C here; 0 gives infinity
   */
  public static double divergence(double alpha, double rate, double noise) {
    if (noise == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double whole = alpha / (2 * noise * noise);
    if (rate == 1) {
      return whole;
    }
    int floor = (int) Math.floor(alpha);
    double moment = floor == 1 ? 0 : logMoment(floor, rate, noise);
    if (alpha > floor) {
      moment += (alpha - floor) * (logMoment(floor + 1, rate, noise) - moment);
    }
    return Math.min(whole, moment / (alpha - 1));
  }

  /**
   * log(1 + q^2 C(alpha, 2) min(4 (e^eps(2) - 1), 2 e^eps(2)) + sum over j from 3 of q^j C(alpha,
   * j) 2 e^((j - 1) eps(j))), with eps(j) = j / (2 z^2) and eps(infinity) infinite for the
   * Gaussian.
   */
  private static double logMoment(int alpha, double rate, double noise) {
    double precision = 1 / (2 * noise * noise);
    double logRate = Math.log(rate);
    double logTerm = Math.log(alpha) + logRate;
    double sum = 0;
    for (int j = 2; j <= alpha; j++) {
      logTerm += Math.log((double) (alpha - j + 1) / j) + logRate;
      double growth = (j - 1) * j * precision;
      double factor =
          j == 2 ? Math.min(Math.log(4 * Math.expm1(growth)), LOG_TWO + growth) : LOG_TWO + growth;
      sum = Logs.add(sum, logTerm + factor);
    }
    return sum;
  }
}
