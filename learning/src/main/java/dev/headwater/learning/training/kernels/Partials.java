package dev.headwater.learning.training.kernels;

/** Sixteen partial sums. */
final class Partials {
  private Partials() {}

  /** Folds the sums at {@code at} by halves, in place, and returns what is left. */
  static float fold(float[] sums, int at) {
    for (int half = Kernel.LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) {
        sums[at + l] += sums[at + l + half];
      }
    }
    return sums[at];
  }
}
