package dev.headwater.learning.protection;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.noise.DiscreteGaussian;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.sums.FixedPoint;
import java.util.Arrays;

/**
 * The client's side of a privacy mechanism: clipping and noise on exactly the vector that is
 * summed, after weighting.
 *
 * <p>With weight {@code w} the vector is clipped to an L2 norm of {@code clippingNorm * w}, as
 * integers of the round's grid and rounding included. So one client moves the sum of integers by at
 * most {@code clippingNorm * cap * 2^F} in L2 norm, where {@code cap} bounds the weights: that is
 * the sensitivity under add/remove of one client, on which the coordinator's side relies.
 *
 * @param clippingNorm bound of the L2 norm per unit of weight, above 0
 * @param noisePlace where the client adds noise, if at all
 * @param noiseDeviation standard deviation of the discrete Gaussian that this client adds to every
 *     value, in the unit of the vector; 0 exactly where {@code noisePlace} is NONE
 * @param reportsNorm whether the client reports if its vector was within the clipping norm, for
 *     adaptive clipping
 */
public record ClientPrivacy(
    double clippingNorm, NoisePlace noisePlace, double noiseDeviation, boolean reportsNorm) {

  /** Where a client adds noise. */
  public enum NoisePlace {
    /** Nowhere: the coordinator does. */
    NONE,
    /** To its unmasked vector: local differential privacy. */
    LOCAL,
    /** To the integers under the mask: only the sum over all clients carries enough noise. */
    MASKED
  }

  /**
   * Refuses norms and deviations outside their ranges.
   *
   * @param clippingNorm finite and above 0
   * @param noisePlace NONE exactly for a deviation of 0
   * @param noiseDeviation finite and at least 0
   * @param reportsNorm true for adaptive clipping
   * @throws IllegalArgumentException for other values
   */
  public ClientPrivacy {
    if (!(clippingNorm > 0) || Double.isInfinite(clippingNorm)) {
      throw new IllegalArgumentException(
          "clipping norm: %s (expected: finite and above 0)".formatted(clippingNorm));
    }
    if (!(noiseDeviation >= 0)
        || Double.isInfinite(noiseDeviation)
        || (noiseDeviation > 0) != (noisePlace != NoisePlace.NONE)) {
      throw new IllegalArgumentException(
          "noise: deviation %s, place %s (expected: above 0 exactly where there is a place)"
              .formatted(noiseDeviation, noisePlace));
    }
  }

  /**
   * Clips {@code vector} in place, and adds noise if the noise is local. Noise is added to the
   * grid's integers; the float32 values are derived from them.
   *
   * <p>A vector that is not finite (the training diverged) is left unchanged for the coordinator to
   * refuse, if the coordinator is trusted; otherwise it is replaced by zero, so that even the
   * divergence stays hidden.
   *
   * @param vector of any length, already multiplied by {@code weight}
   * @param weight w, at least 1
   * @param grid the fixed-point grid of the round's sum, with F fraction bits
   * @param noise bits of local noise; not read otherwise
   * @return whether the vector was within the norm before clipping
   */
  public boolean protect(float[] vector, int weight, FixedPoint grid, NoiseSource noise) {
    if (!Clipping.isFinite(vector)) {
      if (noisePlace == NoisePlace.NONE) {
        return false;
      }
      Arrays.fill(vector, 0);
    }
    boolean within = Clipping.clip(vector, clippingNorm * weight, grid).within();
    if (noisePlace == NoisePlace.LOCAL) {
      DiscreteGaussian gaussian = gaussian(grid);
      for (int j = 0; j < vector.length; j++) {
        vector[j] = (float) ((grid.encode(vector[j]) + gaussian.sample(noise)) / grid.unit());
      }
    }
    return within;
  }

  /**
   * Adds this client's share of the noise of distributed differential privacy, if the noise is
   * masked.
   *
   * @param units integers of the grid, before they are masked; changed in place
   * @param values number of values at the front of {@code units}; the slots after them get no noise
   * @param grid the fixed-point grid of the round's sum
   * @param noise bits of masked noise; not read otherwise
   */
  public void addMaskedNoise(long[] units, int values, FixedPoint grid, NoiseSource noise) {
    if (noisePlace == NoisePlace.MASKED) {
      gaussian(grid).addTo(units, 0, values, noise);
    }
  }

  private DiscreteGaussian gaussian(FixedPoint grid) {
    return new DiscreteGaussian(noiseDeviation * grid.unit());
  }
}
