package dev.headwater.coordinator.concurrent;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The coordinator's clock, which tests replace. */
public interface Timer {
  /** Nanoseconds since an arbitrary instant. */
  long nanoTime();

  /** Runs {@code then} once after {@code wait}; the result cancels it. */
  Runnable after(Duration wait, Runnable then);

  /** The real clock. */
  static Timer of(ScheduledExecutorService executor) {
    return new Timer() {
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }

      @Override
      public Runnable after(Duration wait, Runnable then) {
        var future = executor.schedule(then, wait.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
      }
    };
  }
}
