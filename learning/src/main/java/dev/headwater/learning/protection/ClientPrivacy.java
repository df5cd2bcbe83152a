package dev.headwater.learning.protection;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.noise.DiscreteGaussian;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.sums.FixedPoint;
import java.util.Arrays;

/**
 * The client's half of a privacy mechanism: what a client does to the very vector that is summed,
 * after it has been weighed.
 *
 * <p>With weight {@code w} the vector is clipped to an L2 norm of {@code clippingNorm * w}, as
 * integers of the round's grid and rounding included. So one client moves the sum of integers by at
 * most {@code clippingNorm * cap * 2^F} in L2 norm, where {@code cap} bounds the weights: that is
 * the sensitivity, under add/remove of one client, which the coordinator's half relies on.
 *
 * @param clippingNorm bound of the L2 norm per unit of weight, above 0
 * @param noisePlace where the client's noise goes, if it adds any
 * @param noiseDeviation standard deviation of the discrete Gaussian that this client adds to every
 *     value, in the unit of the vector; 0 exactly where {@code noisePlace} is NONE
 * @param reportsNorm whether the client tells if its vector was within the clipping norm, for
 *     adaptive clipping
 */
public record ClientPrivacy(
    double clippingNorm, NoisePlace noisePlace, double noiseDeviation, boolean reportsNorm) {

  /** Where a client adds noise. */
  public enum NoisePlace {
    /** Nowhere: the coordinator does. */
    NONE,
    /** To what it sends in the open: local differential privacy. */
    LOCAL,
    /** To the integers under the mask: only the sum over all clients carries enough of it. */
    MASKED
  }

  /** Refuses norms and deviations outside their ranges. */
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
   * Clips {@code vector} in place, and adds the noise of local differential privacy where this asks
   * for it. Noise is added to the grid's integers; the float32 values are what follows from them.
   *
   * <p>A vector that is not finite (the training diverged) is left as it is for the coordinator to
   * refuse, where the coordinator is trusted; otherwise it counts as zero, so that not even the
   * divergence is told.
   *
   * @param vector {@code [length]}, already multiplied by {@code weight}
   * @return whether the vector was within the norm before
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
   * Adds this client's part of the noise of distributed differential privacy to the first {@code
   * values} of {@code units}.
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
