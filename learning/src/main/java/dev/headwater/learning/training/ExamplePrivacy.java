package dev.headwater.learning.training;

/**
 * The protection of single examples in local training by DP-SGD.
 *
 * @param clippingNorm bound C of the L2 norm of one example's gradient, above 0
 * @param noiseMultiplier deviation of a step's noise over C, at least 0; with 0 gradients are
 *     clipped without any guarantee
 */
public record ExamplePrivacy(double clippingNorm, double noiseMultiplier) {
  /**
   * Refuses values outside their ranges.
   *
   * @param clippingNorm finite and above 0
   * @param noiseMultiplier finite and at least 0
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
}
