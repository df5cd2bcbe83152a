package dev.headwater.learning.training.softmax;

import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.kernels.Kernel;

/**
 * The examples of one step: which they are, and {@code p - onehot(label)} of each. Their positions
 * in a batch start at 0.
 */
final class Batch {
  private final int classes;

  /** Numbers of the examples, {@code [size]} of them. */
  int[] rows = new int[0];

  /** {@code [classes x stride]}: logits, then errors. */
  float[] errors = new float[0];

  /** Distance of two classes in {@link #errors}. */
  int stride;

  int size;

  /** {@code [size x classes]}: logits as they are computed, a row an example. */
  float[] logits = new float[0];

  private float[] own = new float[0];
  private float[] largest = new float[0];
  private double[] sums = new double[0];

  Batch(int classes) {
    this.classes = classes;
  }

  /** Makes the examples at {@code order[from..to)} the batch, without errors. */
  void take(int[] order, int from, int to) {
    size = to - from;
    if (size > stride) {
      stride = padded(size);
      rows = new int[stride];
      errors = new float[classes * stride];
      logits = new float[classes * stride];
      own = new float[stride];
      largest = new float[stride];
      sums = new double[stride];
    }
    System.arraycopy(order, from, rows, 0, size);
  }

  /** The next multiple of the number of columns that the kernel works on side by side. */
  static int padded(int size) {
    return Math.addExact(size, Kernel.LANES - 1) / Kernel.LANES * Kernel.LANES;
  }

  /** Turns the logits in {@link #errors} into errors; returns the sum of the losses. */
  double toErrors(Examples examples) {
    double loss = addLosses(0, examples);
    for (int i = 0; i < size; i++) {
      errors[examples.label(rows[i]) * stride + i] -= 1;
    }
    return loss;
  }

  /** Turns the logits in {@link #errors} into probabilities; returns the sum plus their losses. */
  double addLosses(double sum, Examples examples) {
    for (int i = 0; i < size; i++) {
      own[i] = errors[examples.label(rows[i]) * stride + i];
    }
    Kernel.best().softmax(errors, classes, stride, 0, size, largest, sums);
    double loss = sum;
    for (int i = 0; i < size; i++) {
      // StrictMath: the same bits on every platform, which Math.log does not guarantee.
      loss += StrictMath.log(sums[i]) - ((double) own[i] - largest[i]);
    }
    return loss;
  }

  /** Multiplies all errors by one factor. */
  void scale(float factor) {
    for (int k = 0; k < errors.length; k++) {
      errors[k] *= factor;
    }
  }
}
