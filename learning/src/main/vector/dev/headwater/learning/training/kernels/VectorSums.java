package dev.headwater.learning.training.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The combinations of {@link VectorKernel}: sums of rows stay in registers over all rows. */
final class VectorSums {
  private static final VectorSpecies<Float> SPECIES = VectorKernel.SPECIES;
  private static final int LENGTH = VectorKernel.LENGTH;
  private static final int CLASSES = VectorKernel.CLASSES;

  private VectorSums() {}

  /** See {@link Kernel#combine}. */
  static void combine(
      float[] y, int classes, int width, float[] a, int stride, float[] x, int[] rows, int from, int to) {
    int whole = width - width % (2 * LENGTH);
    int c = 0;
    for (; c + CLASSES <= classes; c += CLASSES) {
      for (int k = 0; k < whole; k += 2 * LENGTH) {
        fiveByTwo(y, c * width + k, width, a, c * stride, stride, x, k, rows, from, to);
      }
    }
    for (; c < classes; c++) {
      int k = 0;
      for (; k + 4 * LENGTH <= whole; k += 4 * LENGTH) {
        oneByFour(y, c * width + k, a, c * stride, x, k, width, rows, from, to);
      }
      for (; k < whole; k += 2 * LENGTH) {
        oneByTwo(y, c * width + k, a, c * stride, x, k, width, rows, from, to);
      }
    }
    if (whole < width) {
      rest(y, classes, width, a, stride, x, whole, rows, from, to);
    }
  }

  /** Five classes by two vectors of features. */
  private static void fiveByTwo(
      float[] y,
      int at,
      int width,
      float[] a,
      int a0,
      int stride,
      float[] x,
      int k,
      int[] rows,
      int from,
      int to) {
    FloatVector l0 = FloatVector.fromArray(SPECIES, y, at);
    FloatVector h0 = FloatVector.fromArray(SPECIES, y, at + LENGTH);
    FloatVector l1 = FloatVector.fromArray(SPECIES, y, at + width);
    FloatVector h1 = FloatVector.fromArray(SPECIES, y, at + width + LENGTH);
    FloatVector l2 = FloatVector.fromArray(SPECIES, y, at + 2 * width);
    FloatVector h2 = FloatVector.fromArray(SPECIES, y, at + 2 * width + LENGTH);
    FloatVector l3 = FloatVector.fromArray(SPECIES, y, at + 3 * width);
    FloatVector h3 = FloatVector.fromArray(SPECIES, y, at + 3 * width + LENGTH);
    FloatVector l4 = FloatVector.fromArray(SPECIES, y, at + 4 * width);
    FloatVector h4 = FloatVector.fromArray(SPECIES, y, at + 4 * width + LENGTH);
    for (int i = from; i < to; i++) {
      int row = rows[i] * width + k;
      FloatVector low = FloatVector.fromArray(SPECIES, x, row);
      FloatVector high = FloatVector.fromArray(SPECIES, x, row + LENGTH);
      float f0 = a[a0 + i];
      l0 = l0.add(low.mul(f0));
      h0 = h0.add(high.mul(f0));
      float f1 = a[a0 + stride + i];
      l1 = l1.add(low.mul(f1));
      h1 = h1.add(high.mul(f1));
      float f2 = a[a0 + 2 * stride + i];
      l2 = l2.add(low.mul(f2));
      h2 = h2.add(high.mul(f2));
      float f3 = a[a0 + 3 * stride + i];
      l3 = l3.add(low.mul(f3));
      h3 = h3.add(high.mul(f3));
      float f4 = a[a0 + 4 * stride + i];
      l4 = l4.add(low.mul(f4));
      h4 = h4.add(high.mul(f4));
    }
    l0.intoArray(y, at);
    h0.intoArray(y, at + LENGTH);
    l1.intoArray(y, at + width);
    h1.intoArray(y, at + width + LENGTH);
    l2.intoArray(y, at + 2 * width);
    h2.intoArray(y, at + 2 * width + LENGTH);
    l3.intoArray(y, at + 3 * width);
    h3.intoArray(y, at + 3 * width + LENGTH);
    l4.intoArray(y, at + 4 * width);
    h4.intoArray(y, at + 4 * width + LENGTH);
  }

  /** One class by four vectors of features. */
  private static void oneByFour(
      float[] y, int at, float[] a, int a0, float[] x, int k, int width, int[] rows, int from, int to) {
    FloatVector s0 = FloatVector.fromArray(SPECIES, y, at);
    FloatVector s1 = FloatVector.fromArray(SPECIES, y, at + LENGTH);
    FloatVector s2 = FloatVector.fromArray(SPECIES, y, at + 2 * LENGTH);
    FloatVector s3 = FloatVector.fromArray(SPECIES, y, at + 3 * LENGTH);
    for (int i = from; i < to; i++) {
      int row = rows[i] * width + k;
      float f = a[a0 + i];
      s0 = s0.add(FloatVector.fromArray(SPECIES, x, row).mul(f));
      s1 = s1.add(FloatVector.fromArray(SPECIES, x, row + LENGTH).mul(f));
      s2 = s2.add(FloatVector.fromArray(SPECIES, x, row + 2 * LENGTH).mul(f));
      s3 = s3.add(FloatVector.fromArray(SPECIES, x, row + 3 * LENGTH).mul(f));
    }
    s0.intoArray(y, at);
    s1.intoArray(y, at + LENGTH);
    s2.intoArray(y, at + 2 * LENGTH);
    s3.intoArray(y, at + 3 * LENGTH);
  }

  /** One class by two vectors of features. */
  private static void oneByTwo(
      float[] y,
      int at,
      float[] a,
      int a0,
      float[] x,
      int k,
      int width,
      int[] rows,
      int from,
      int to) {
    FloatVector low = FloatVector.fromArray(SPECIES, y, at);
    FloatVector high = FloatVector.fromArray(SPECIES, y, at + LENGTH);
    for (int i = from; i < to; i++) {
      int row = rows[i] * width + k;
      float f = a[a0 + i];
      low = low.add(FloatVector.fromArray(SPECIES, x, row).mul(f));
      high = high.add(FloatVector.fromArray(SPECIES, x, row + LENGTH).mul(f));
    }
    low.intoArray(y, at);
    high.intoArray(y, at + LENGTH);
  }

  /** The features from {@code k} on of all classes: fewer than two vectors, in plain loops. */
  private static void rest(
      float[] y, int classes, int width, float[] a, int stride, float[] x, int k, int[] rows, int from, int to) {
    for (int c = 0; c < classes; c++) {
      for (int i = from; i < to; i++) {
        float f = a[c * stride + i];
        int row = rows[i] * width;
        for (int j = k; j < width; j++) {
          y[c * width + j] += f * x[row + j];
        }
      }
    }
  }
}
