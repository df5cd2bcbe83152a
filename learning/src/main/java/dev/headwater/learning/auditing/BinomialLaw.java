package dev.headwater.learning.auditing;

/**
 * Binomial(n, p) with {@code p = e^epsilon / (1 + e^epsilon)}, computed from logarithms: neither p
 * near 1 nor many trials lose digits.
 */
final class BinomialLaw {
  private final double[] probabilities;

  BinomialLaw(int trials, double epsilon) {
    double logWrong = -epsilon - Math.log1p(Math.exp(-epsilon));
    double logRight = -Math.log1p(Math.exp(-epsilon));
    probabilities = new double[trials + 1];
    double logChoose = 0;
    for (int k = 0; k <= trials; k++) {
      // 0 * -infinity if epsilon is infinite: a term without trials is 0.
      double right = k == 0 ? 0 : k * logRight;
      double wrong = k == trials ? 0 : (trials - k) * logWrong;
      probabilities[k] = Math.exp(logChoose + right + wrong);
      logChoose += Math.log((double) (trials - k) / (k + 1));
    }
  }

  double probability(int k) {
    return probabilities[k];
  }

  /** {@code P[X >= k]}, summed from the small to the large terms of the upper tail. */
  double atLeast(int k) {
    double sum = 0;
    for (int i = probabilities.length - 1; i >= k; i--) {
      sum += probabilities[i];
    }
    return Math.min(1, sum);
  }
}
