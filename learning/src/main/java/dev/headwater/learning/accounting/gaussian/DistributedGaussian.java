package dev.headwater.learning.accounting.gaussian;

/**
 * The noise of a sum to which each of {@code clients} adds an independent discrete Gaussian on the
 * integers: nearly, but not exactly, one discrete Gaussian with the variances' sum (Kairouz, Liu,
 * Steinke 2021, "The Distributed Discrete Gaussian Mechanism for Federated Learning with Secure
 * Aggregation").
 *
 * <p>The noise of clients that drop out is missing: account for the fewest clients that a round can
 * end with.
 *
 * @param clients n, the number of clients whose noise is certain to be in the sum, at least 1
 * @param sigmaUnits s, the parameter of each one's discrete Gaussian in units of the grid, above 0
 */
public record DistributedGaussian(int clients, double sigmaUnits) {
  /**
   * Checks the numbers.
   *
   * @param clients at least 1
   * @param sigmaUnits finite and above 0
   * @throws IllegalArgumentException for other numbers
   */
  public DistributedGaussian {
    if (clients < 1) {
      throw new IllegalArgumentException("clients: %d (expected: at least 1)".formatted(clients));
    }
    if (!(sigmaUnits > 0 && sigmaUnits < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "sigma: %s units (expected: finite and above 0)".formatted(sigmaUnits));
    }
  }

  /**
   * {@return s sqrt(n), the parameter of the one discrete Gaussian that the sum is close to, in
   * units of the grid}
   */
  public double sumSigmaUnits() {
    return sigmaUnits * Math.sqrt(clients);
  }

  /**
   * {@return 10 times the sum over k from 1 to n - 1 of e^(-2 pi^2 s^2 k / (k + 1)), 0 for one
   * client} This is the distance between a coordinate's noise and the one discrete Gaussian, as a
   * bound of the logarithm of the ratio of their probabilities (theorem 1 and its proof there; the
   * factor counts both neighbours).
   */
  public double tau() {
    double scale = -2 * Math.PI * Math.PI * sigmaUnits * sigmaUnits;
    double sum = 0;
    for (int k = 1; k < clients; k++) {
      sum += Math.exp(scale * k / (k + 1.0));
    }
    return 10 * sum;
  }
}
