package dev.headwater.learning.training.kernels;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Plain loops until HotSpot has compiled the vectors, then vectors. Before that every vector is an
 * object on the heap, many times slower than plain loops; and it is compiled only because it runs.
 * So vectors do a few rows of a call, and all of them once they are faster three times in a row;
 * but only where there is work to do: compiling them takes seconds. Both give the same bits, so
 * time may choose.
 */
final class WarmingKernel implements Kernel {
  private static final int ROWS = 8;
  private static final int IN_A_ROW = 3;

  private final Kernel plain;
  private final Kernel vectors;
  private final Trial products;
  private final Trial combinations;

  /**
   * A kernel that has done nothing yet.
   *
   * @param worthNanos time in plain loops, of each kind of product, after which vectors are tried
   */
  WarmingKernel(Kernel plain, Kernel vectors, long worthNanos) {
    this.plain = plain;
    this.vectors = vectors;
    this.products = new Trial(worthNanos);
    this.combinations = new Trial(worthNanos);
  }

  /** Which of both is faster; threads may race, at worst for one more trial. */
  private static final class Trial {
    private final long worthNanos;
    private volatile boolean won;
    private volatile int wins;
    private final AtomicLong spent = new AtomicLong();

    Trial(long worthNanos) {
      this.worthNanos = worthNanos;
    }

    boolean due(int rows) {
      return rows >= 2 * ROWS && spent.get() >= worthNanos;
    }

    void spent(long nanos) {
      spent.addAndGet(nanos);
    }

    void over(long nanos, int rows, long plainNanos, int plainRows) {
      boolean faster = nanos * plainRows < plainNanos * rows;
      int streak = faster ? wins + 1 : 0;
      wins = streak;
      if (streak >= IN_A_ROW) {
        won = true;
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
    if (products.won) {
      vectors.products(x, rows, from, to, w, classes, width, z, z0);
    } else if (!products.due(to - from)) {
      long began = System.nanoTime();
      plain.products(x, rows, from, to, w, classes, width, z, z0);
      products.spent(System.nanoTime() - began);
    } else {
      int cut = from + ROWS;
      long began = System.nanoTime();
      vectors.products(x, rows, from, cut, w, classes, width, z, z0);
      long half = System.nanoTime();
      plain.products(x, rows, cut, to, w, classes, width, z, z0 + ROWS * classes);
      products.over(half - began, ROWS, System.nanoTime() - half, to - cut);
    }
  }

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
    if (combinations.won) {
      vectors.combine(y, classes, width, a, stride, x, rows, from, to);
    } else if (!combinations.due(to - from)) {
      long began = System.nanoTime();
      plain.combine(y, classes, width, a, stride, x, rows, from, to);
      combinations.spent(System.nanoTime() - began);
    } else {
      int cut = from + ROWS; // rows are added in order, so these are the first
      long began = System.nanoTime();
      vectors.combine(y, classes, width, a, stride, x, rows, from, cut);
      long half = System.nanoTime();
      plain.combine(y, classes, width, a, stride, x, rows, cut, to);
      combinations.over(half - began, ROWS, System.nanoTime() - half, to - cut);
    }
  }
}
