package dev.headwater.learning.training;

/**
 * The protection of single examples, or of users with all of their examples, in local training by
 * DP-SGD.
 *
 * @param clippingNorm bound C of the L2 norm of one example's gradient, or of the sum of one user's
 *     gradients, above 0
 * @param noiseMultiplier deviation of a step's noise over C, at least 0; with 0 gradients are
 *     clipped without any guarantee
 * @param users whether users are protected
 */
public record ExamplePrivacy(double clippingNorm, double noiseMultiplier, boolean users) {
  /**
   * Refuses values outside their ranges.
   *
   * @param clippingNorm finite and above 0
   * @param noiseMultiplier finite and at least 0
   * @param users false for single examples
   * @throws IllegalArgumentException for other values
   */
  public ExamplePrivacy {
    if (!(clippingNorm > 0) || Double.isInfinite(clippingNorm)) {
      throw new IllegalArgumentException(
          "example clipping norm: %s (expected: finite and above 0)".formatted(clippingNorm));
    }
    if (!(noiseMultiplier >= 0) || Double.isInfinite(noiseMultiplier)) {
      throw new IllegalArgumentException(
          "example noise multiplier: %s (expected: finite and at least 0)"
              .formatted(noiseMultiplier));
    }
  }

  /**
   * The protection of single examples.
   *
   * @param clippingNorm finite and above 0
   * @param noiseMultiplier finite and at least 0
   * @throws IllegalArgumentException for other values
   */
  public ExamplePrivacy(double clippingNorm, double noiseMultiplier) {
    this(clippingNorm, noiseMultiplier, false);
  }

  /**
   * {@return noise over how far one example moves a step} With one example more a user's clipped
   * sum may become its opposite, so it moves by up to 2 C.
   */
  public double multiplierOfOneExample() {
    return users ? noiseMultiplier / 2 : noiseMultiplier;
  }
}
