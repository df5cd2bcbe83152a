package dev.headwater.coordinator.concurrent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A deadline that wakes a waiting thread; may be infinite. Used by one thread. */
public final class Deadline implements AutoCloseable {
  private final Timer timer;
  private final @Nullable Duration wait;
  private final Runnable wake;
  private long at;
  private Runnable cancel = () -> {};

  private Deadline(Timer timer, @Nullable Duration wait, Runnable wake) {
    this.timer = timer;
    this.wait = wait;
    this.wake = wake;
    restart();
  }

  /**
   * A deadline that starts now.
   *
   * @param wait null for no deadline
   */
  public static Deadline in(Timer timer, @Nullable Duration wait, Runnable wake) {
    return new Deadline(timer, wait, wake);
  }

  /** Restarts the same wait. */
  public void restart() {
    if (wait != null) {
      cancel.run();
      at = timer.nanoTime() + wait.toNanos();
      cancel = timer.after(wait, wake);
    }
  }

  public boolean passed() {
    return wait != null && timer.nanoTime() - at >= 0;
  }

  @Override
  public void close() {
    cancel.run();
  }
}
