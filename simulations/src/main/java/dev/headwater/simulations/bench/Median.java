package dev.headwater.simulations.bench;

import java.util.Arrays;

/** The figure of several that is shown. */
public final class Median {
  private Median() {}

  /**
   * {@return the middle one, the upper of two}
   *
   * @param figures at least one; stays as it is
   */
  public static double of(double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
