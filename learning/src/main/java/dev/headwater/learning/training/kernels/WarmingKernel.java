package dev.headwater.learning.training.kernels;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Plain loops until HotSpot has compiled the vectors, then vectors, one kind of work after the
 * other. Before that every vector is an object on the heap, many times slower than plain loops; and
 * it is compiled only because it runs. So a thread beside the training runs it, on made-up values
 * of the same sizes, until it is faster; but only where there is work to do: it takes a second.
 * Both give the same bits, so time may choose.
 */
final class WarmingKernel implements Kernel {
  /** Products of two values, or values, after which vectors are warmed: a tenth of a second. */
  static final long WORTH = 1 << 28;

  static final long GIVE_UP_NANOS = 20_000_000_000L;
  private static final int IN_A_ROW = 5;

  private final Kernel plain;
  private final Kernel vectors;
  private final Executor beside;
  private final LongSupplier nanoClock;
  private final Kind products;
  private final Kind combinations;
  private final Kind softmax;
  private final Kind sums;
  private final Kind sizes;

  /**
   * A kernel that has done nothing yet.
   *
   * @param worth products of two values after which vectors are warmed; fewer of what is slower
   * @param beside runs the vectors until they are compiled
   * @param nanoClock as {@link System#nanoTime()}
   */
  WarmingKernel(Kernel plain, Kernel vectors, long worth, Executor beside, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.plain = plain;
    this.vectors = vectors;
    this.beside = beside;
    this.products = new Kind(worth);
    this.combinations = new Kind(worth);
    this.softmax = new Kind(worth / 1024);
    this.sums = new Kind(worth / 256);
    this.sizes = new Kind(worth / 256);
  }

  /** One kind of work. */
  private final class Kind {
    private final long worth;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile Kernel kernel = plain;

    /** Written by many threads, and then somewhat too small. */
    private long done;

    Kind(long worth) {
      this.worth = worth;
    }

    /** The kernel to use for some more of this work. */
    Kernel kernel(long work, Supplier<Exercise> exercise) {
      if (kernel == plain && !begun.get()) {
        done += work;
        if (done >= worth && begun.compareAndSet(false, true)) {
          Exercise made = exercise.get();
          beside.execute(() -> warm(made));
        }
      }
      return kernel;
    }

    private void warm(Exercise exercise) {
      long began = nanoClock.getAsLong();
      int faster = 0;
      while (faster < IN_A_ROW && nanoClock.getAsLong() - began < GIVE_UP_NANOS) {
        faster = nanos(exercise, vectors) < nanos(exercise, plain) ? faster + 1 : 0;
      }
      if (faster == IN_A_ROW) {
        kernel = vectors;
      }
    }

    private long nanos(Exercise exercise, Kernel kernel) {
      long began = nanoClock.getAsLong();
      exercise.run(kernel);
      return nanoClock.getAsLong() - began;
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
    int count = to - from;
    products
        .kernel((long) count * classes * width, () -> Exercise.products(count, classes, width))
        .products(x, rows, from, to, w, classes, width, z, z0);
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
    int count = to - from;
    combinations
        .kernel((long) count * classes * width, () -> Exercise.combine(count, classes, width))
        .combine(y, classes, width, a, stride, x, rows, from, to);
  }

  @Override
  public void softmax(
      float[] z, int classes, int stride, int from, int to, float[] largest, double[] sums) {
    softmax
        .kernel((long) classes * (to - from), () -> Exercise.softmax(classes, stride))
        .softmax(z, classes, stride, from, to, largest, sums);
  }

  @Override
  public void addRounded(long[] units, float[] values, int from, int to, double unit) {
    sums.kernel(to - from, () -> Exercise.addRounded(to - from))
        .addRounded(units, values, from, to, unit);
  }

  @Override
  public float largest(float[] values, int from, int to) {
    return sizes.kernel(to - from, () -> Exercise.largest(to - from)).largest(values, from, to);
  }
}
