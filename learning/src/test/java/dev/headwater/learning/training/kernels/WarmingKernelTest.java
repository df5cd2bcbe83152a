package dev.headwater.learning.training.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** On a clock that only the kernels' work moves. */
class WarmingKernelTest {
  private static final long WORTH = 1 << 10;

  private long now;
  private final Deque<Runnable> beside = new ArrayDeque<>();
  private final Timed plain = new Timed(10);
  private final Timed vectors = new Timed(3);

  private WarmingKernel kernel() {
    return new WarmingKernel(plain, vectors, WORTH, beside::add, () -> now);
  }

  @Test
  void plainLoopsWorkUntilThereIsEnoughToDo() {
    WarmingKernel kernel = kernel();
    add(kernel, WORTH / 256 - 1);
    assertThat(beside).isEmpty();
    add(kernel, 1);
    assertThat(beside).hasSize(1);
    assertThat(plain.calls).isEqualTo(2);
    assertThat(vectors.calls).isZero();
  }

  @Test
  void vectorsTakeOverWhenTheyWereFasterFiveTimesInARow() {
    WarmingKernel kernel = kernel();
    add(kernel, WORTH);
    beside.remove().run();
    assertThat(vectors.calls).isEqualTo(5);
    int before = plain.calls;
    add(kernel, 1);
    assertThat(vectors.calls).isEqualTo(6);
    assertThat(plain.calls).isEqualTo(before);
  }

  @Test
  void slowTrialBeginsTheRowAnew() {
    WarmingKernel kernel = kernel();
    vectors.slowCalls = 4; // as before they are compiled
    add(kernel, WORTH);
    beside.remove().run();
    assertThat(vectors.calls).isEqualTo(9);
  }

  @Test
  void vectorsThatNeverBecomeFasterAreGivenUpAndNotTriedAgain() {
    WarmingKernel kernel = kernel();
    vectors.slowCalls = Integer.MAX_VALUE;
    add(kernel, WORTH);
    beside.remove().run();
    assertThat(now).isGreaterThanOrEqualTo(WarmingKernel.GIVE_UP_NANOS);
    int tried = vectors.calls;
    add(kernel, WORTH);
    assertThat(beside).isEmpty();
    assertThat(vectors.calls).isEqualTo(tried);
  }

  private static void add(Kernel kernel, long values) {
    int count = Math.toIntExact(values);
    kernel.addRounded(new long[count], new float[count], 0, count, 1);
  }

  /** Moves the clock by what its work takes. */
  private final class Timed implements Kernel {
    private static final long SLOW = 1_000_000_000;

    private final long nanos;
    private int calls;
    private int slowCalls;

    Timed(long nanos) {
      this.nanos = nanos;
    }

    private void work() {
      now += calls < slowCalls ? SLOW : nanos;
      calls++;
    }

    @Override
    public String description() {
      return "timed";
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
      work();
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
      work();
    }

    @Override
    public void softmax(
        float[] z, int classes, int stride, int from, int to, float[] largest, double[] sums) {
      work();
    }

    @Override
    public void addRounded(long[] sums, float[] values, int from, int to, double unit) {
      work();
    }

    @Override
    public float largest(float[] values, int from, int to) {
      work();
      return 0;
    }
  }
}
