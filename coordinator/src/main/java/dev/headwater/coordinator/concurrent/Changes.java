package dev.headwater.coordinator.concurrent;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The one lock of a cohort, and a count of what happened under it. Whoever waits remembers the
 * count it has seen, so no change is missed while it talks to a listener without the lock.
 */
public final class Changes {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Runnable observer = () -> {};
  private long count;

  /** Reads or changes under the lock, without waking anybody. */
  public <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Tells {@code observer} whenever something changes: under the lock, so it must be quick. */
  public void observe(Runnable observer) {
    locked(() -> this.observer = observer);
  }

  /** Something changed that nobody waits for, but that can be seen. */
  public void touch() {
    lock.lock();
    try {
      observer.run();
    } finally {
      lock.unlock();
    }
  }

  /** Changes something under the lock and wakes whoever waits. */
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

  /** Wakes whoever waits. */
  public void signal() {
    change(() -> {});
  }

  /** How much has happened so far. */
  public long count() {
    return locked(() -> count);
  }

  /** Waits until more has happened than {@code seen}. */
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
