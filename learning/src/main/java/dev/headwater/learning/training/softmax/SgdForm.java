package dev.headwater.learning.training.softmax;

/**
 * One client's training in progress. Two implementations compute the same result up to rounding:
 * {@link Primal} updates the weights, {@link Dual} their coordinates in the span of the examples.
 */
sealed interface SgdForm permits Primal, Dual {

  /**
   * One step of SGD on the examples at {@code order[from..to)}; returns the sum of their losses
   * before it.
   */
  double step(int[] order, int from, int to);

  /** {@code w - w_global}, flat; ends the training. */
  float[] delta();
}
