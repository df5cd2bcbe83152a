package dev.headwater.coordinator.concurrent;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Time as the coordinator sees it, so that tests can move it. */
public interface Timer {
  /** Nanoseconds since some instant. */
  long nanoTime();

  /** Runs {@code then} once after {@code wait}; the result cancels it. */
  Runnable after(Duration wait, Runnable then);

  /** The real time. */
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
