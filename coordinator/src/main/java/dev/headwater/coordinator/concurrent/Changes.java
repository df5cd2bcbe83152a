package dev.headwater.coordinator.concurrent;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The only lock of a cohort, and a counter of the changes made under it. A waiting thread remembers
 * the last count, so it misses no change while it calls a listener without the lock.
 */
public final class Changes {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Runnable observer = () -> {};
  private long count;

  /** Reads or changes under the lock, without waking waiting threads. */
  public <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Calls {@code observer} on every change, under the lock, so it must be quick. */
  public void observe(Runnable observer) {
    locked(() -> this.observer = observer);
  }

  /** A visible change that no thread waits for. */
  public void touch() {
    lock.lock();
    try {
      observer.run();
    } finally {
      lock.unlock();
    }
  }

  /** Changes something under the lock and wakes waiting threads. */
  public void change(Runnable action) {
    lock.lock();
    try {
      action.run();
      count++;
      changed.signalAll();
      observer.run();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes waiting threads. */
  public void signal() {
    change(() -> {});
  }

  /** The number of changes so far. */
  public long count() {
    return locked(() -> count);
  }

  /** Waits until the number of changes exceeds {@code seen}. */
  public void awaitAfter(long seen) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (count == seen) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
