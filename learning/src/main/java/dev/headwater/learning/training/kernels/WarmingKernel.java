package dev.headwater.learning.training.kernels;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Plain loops until HotSpot has compiled the vectors, then vectors. Before that every vector is an
 * object on the heap, many times slower than plain loops; and it is compiled only because it runs.
 * So vectors do a small part of a call, and all of it once they were faster over some calls; but
 * only where there is work to do: compiling them takes seconds. Both give the same bits, so time
 * may choose.
 */
final class WarmingKernel implements Kernel {
  private static final int ROWS = 8;
  private static final int VALUES = 1024;
  private static final int ROUND = 24;

  private final Kernel plain;
  private final Kernel vectors;
  private final Trial products;
  private final Trial combinations;
  private final Trial softmax;
  private final Trial sums;
  private final Trial sizes;

  /**
   * A kernel that has done nothing yet.
   *
   * @param worthNanos time in plain loops, of each kind of work, after which vectors are tried
   */
  WarmingKernel(Kernel plain, Kernel vectors, long worthNanos) {
    this.plain = plain;
    this.vectors = vectors;
    this.products = new Trial(worthNanos, ROWS);
    this.combinations = new Trial(worthNanos, ROWS);
    this.softmax = new Trial(worthNanos / 8, COLUMNS);
    this.sums = new Trial(worthNanos / 8, VALUES);
    this.sizes = new Trial(worthNanos / 8, VALUES);
  }

  /** A part of a call, which both kernels can do. */
  private interface Part {
    float of(Kernel kernel, int from, int to);
  }

  /** Which of both is faster at one kind of work. */
  private final class Trial {
    private final long worthNanos;
    private final int some;
    private final AtomicLong spent = new AtomicLong();
    private volatile boolean won;
    private int trials;
    private long advantage;

    Trial(long worthNanos, int some) {
      this.worthNanos = worthNanos;
      this.some = some;
    }

    /** Does all of [0, count), in order; returns the larger result. */
    float run(int count, Part part) {
      if (won) {
        return part.of(vectors, 0, count);
      }
      if (count <= some || spent.get() < worthNanos) {
        long began = System.nanoTime();
        float result = part.of(plain, 0, count);
        spent.addAndGet(System.nanoTime() - began);
        return result;
      }
      long began = System.nanoTime();
      float first = part.of(vectors, 0, some);
      long half = System.nanoTime();
      float rest = part.of(plain, some, count);
      long end = System.nanoTime();
      over((end - half) * some / (count - some) - (half - began));
      return Math.max(first, rest);
    }

    /** Calls differ in size, so their times are added up, and the large ones decide. */
    private synchronized void over(long nanosSaved) {
      advantage += nanosSaved;
      trials++;
      if (trials == ROUND) {
        won = won || advantage > 0;
        trials = 0;
        advantage = 0;
      }
    }
  }

  @Override
  public String description() {
    return vectors.description();
  }

  @Override
  public void products(
      float[] x,
      int[] rows,
      int from,
      int to,
      float[] w,
      int classes,
      int width,
      float[] z,
      int z0) {
    products.run(
        to - from,
        (kernel, a, b) -> {
          kernel.products(x, rows, from + a, from + b, w, classes, width, z, z0 + a * classes);
          return 0;
        });
  }

  /** Rows are added in order, so the first part has the first ones. */
  @Override
  public void combine(
      float[] y,
      int classes,
      int width,
      float[] a,
      int stride,
      float[] x,
      int[] rows,
      int from,
      int to) {
    combinations.run(
        to - from,
        (kernel, first, end) -> {
          kernel.combine(y, classes, width, a, stride, x, rows, from + first, from + end);
          return 0;
        });
  }

  @Override
  public void softmax(
      float[] z, int classes, int stride, int from, int to, float[] largest, double[] sums) {
    softmax.run(
        to - from,
        (kernel, a, b) -> {
          kernel.softmax(z, classes, stride, from + a, from + b, largest, sums);
          return 0;
        });
  }

  @Override
  public void addRounded(long[] units, float[] values, int from, int to, double unit) {
    sums.run(
        to - from,
        (kernel, a, b) -> {
          kernel.addRounded(units, values, from + a, from + b, unit);
          return 0;
        });
  }

  @Override
  public float largest(float[] values, int from, int to) {
    return sizes.run(to - from, (kernel, a, b) -> kernel.largest(values, from + a, from + b));
  }
}
