package dev.headwater.simulations.statistics;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean over runs with its confidence interval. The interval is Student's: {@code mean ± t s /
 * sqrt(n)}, where t is the 97.5 % quantile of the t-distribution with n - 1 degrees of freedom. It
 * holds the true mean in 95 % of experiments if the values are independent and normal.
 *
 * @param n number of values, at least 1
 * @param mean of the values
 * @param deviation sample standard deviation (divided by n - 1); NaN for one value
 * @param lower end of the 95 % confidence interval; NaN for one value
 * @param upper end of the 95 % confidence interval; NaN for one value
 */
public record Estimate(int n, double mean, double deviation, double lower, double upper) {
  private static final double UPPER_TAIL = 0.025;
  private static final double ROUNDING = 1e-12;

  /**
   * {@return the estimate from these values}
   *
   * @param values at least one, all finite
   * @throws IllegalArgumentException without a value
   */
  public static Estimate of(List<Double> values) {
    int n = values.size();
    if (n == 0) {
      throw new IllegalArgumentException("estimate: of no values (expected: at least one)");
    }
    double mean = values.stream().mapToDouble(Double::doubleValue).sum() / n;
    if (n == 1) {
      return new Estimate(1, mean, Double.NaN, Double.NaN, Double.NaN);
    }
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double deviation = Math.sqrt(squares / (n - 1));
    double half = quantile(n - 1) * deviation / Math.sqrt(n);
    return new Estimate(n, mean, deviation, mean - half, mean + half);
  }

  private static double quantile(int degrees) {
    return TDistribution.of(degrees).inverseSurvivalProbability(UPPER_TAIL);
  }

  /** {@return whether there are several values, all the same: then the interval means nothing} */
  public boolean isEven() {
    return deviation <= ROUNDING * Math.max(1, Math.abs(mean));
  }

  /** {@return whether values differ: else an interval would look like certainty} */
  public boolean varies() {
    return hasInterval() && !isEven();
  }

  /** {@return whether there is an interval at all: one value has none} */
  public boolean hasInterval() {
    return n > 1;
  }

  /**
   * {@return the p-value of the two-sided t-test of "the true mean is 0"; NaN for one value} Values
   * that are all the same tell nothing of how they vary, such as three times one test picture more:
   * then it is that of the sign test, {@code 2 / 2^n}, and 1 if all are 0.
   */
  public double p() {
    if (n < 2) {
      return Double.NaN;
    }
    if (isEven()) {
      return mean == 0 ? 1 : Math.scalb(2.0, -n);
    }
    double t = Math.abs(mean) / (deviation / Math.sqrt(n));
    return Math.min(1, 2 * TDistribution.of(n - 1).survivalProbability(t));
  }
}
