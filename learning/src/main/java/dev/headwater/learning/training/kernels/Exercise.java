package dev.headwater.learning.training.kernels;

import java.util.Arrays;

/** Work for a kernel on made-up values, of sizes that a real call had. Its result is nobody's. */
interface Exercise {
  /** At most: a real call may have gigabytes. */
  int ROWS = 100;

  void run(Kernel kernel);

  static Exercise products(int rows, int classes, int width) {
    int[] all = Rows.all(Math.min(ROWS, rows));
    float[] x = values(all.length * width);
    float[] w = values(classes * width);
    float[] z = new float[all.length * classes];
    return kernel -> kernel.products(x, all, 0, all.length, w, classes, width, z, 0);
  }

  static Exercise combine(int rows, int classes, int width) {
    int[] all = Rows.all(Math.min(ROWS, rows));
    float[] x = values(all.length * width);
    float[] a = values(classes * all.length);
    float[] y = new float[classes * width];
    return kernel -> {
      Arrays.fill(y, 0);
      kernel.combine(y, classes, width, a, all.length, x, all, 0, all.length);
    };
  }

  static Exercise softmax(int classes, int stride) {
    float[] z = new float[classes * stride];
    float[] start = values(z.length);
    float[] largest = new float[stride];
    double[] sums = new double[stride];
    return kernel -> {
      System.arraycopy(start, 0, z, 0, z.length);
      kernel.softmax(z, classes, stride, 0, stride, largest, sums);
    };
  }

  static Exercise addRounded(int length) {
    float[] values = values(length);
    long[] sums = new long[length];
    return kernel -> kernel.addRounded(sums, values, 0, length, 1 << 20);
  }

  static Exercise largest(int length) {
    float[] values = values(length);
    return kernel -> values[0] = kernel.largest(values, 0, length);
  }

  private static float[] values(int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = (k * 7919 % 1009 - 500) / 1000f;
    }
    return values;
  }
}
