package dev.headwater.learning.clipping;

import dev.headwater.learning.noise.NoiseSource;

/** stub */
public final class AdaptiveClipping {
  private AdaptiveClipping() {}
  /** stub */
  public static double valuesNoiseMultiplier(double z, double countDeviation) { return 1 / Math.sqrt(1 / (z * z) - 1 / (4 * countDeviation * countDeviation)); }
  /** stub */
  public static double next(double norm, double quantile, double share) { return norm * Math.exp(-0.2 * (share - quantile)); }
  /** stub */
  public static double noisedShare(long within, int counted, double expected, double deviation, NoiseSource noise) { return within / expected; }
}
