package dev.headwater.learning.accounting;

/**
 * {@code count} rounds of the subsampled Gaussian mechanism: a cohort is drawn, each participant's
 * contribution is clipped to L2 norm C, and noise N(0, (noiseMultiplier * C)^2) is added to each
 * coordinate of the sum.
 *
 * <p>C bounds one participant's norm under either adjacency. Under {@link Adjacency#ADD_OR_REMOVE}
 * the sum's sensitivity is C. Under {@link Adjacency#REPLACE_ONE} it is 2C, and accountants halve
 * the noise multiplier themselves: callers pass sigma / C in both cases.
 *
 * @param sampling how each round's cohort is drawn
 * @param noiseMultiplier sigma / C, at least 0; 0 means no noise and costs an infinite epsilon
 * @param count rounds, at least 1
 */
public record Step(Sampling sampling, double noiseMultiplier, int count) {
  /**
   * Checks the numbers.
   *
   * @param sampling of any kind
   * @param noiseMultiplier finite and at least 0
   * @param count at least 1
   * @throws IllegalArgumentException for numbers outside these ranges
   */
  public Step {
    if (!(noiseMultiplier >= 0 && noiseMultiplier < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "noise multiplier: %s (expected: finite and at least 0)".formatted(noiseMultiplier));
    }
    if (count < 1) {
      throw new IllegalArgumentException("steps: %d (expected: at least 1)".formatted(count));
    }
  }

  /** Noise per unit of the sum's sensitivity: sigma / C, or sigma / 2C for replace-one. */
  double noisePerSensitivity() {
    return sampling.adjacency() == Adjacency.REPLACE_ONE ? noiseMultiplier / 2 : noiseMultiplier;
  }
}
