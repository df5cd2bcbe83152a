package dev.headwater.simulations.cohorts;

import dev.headwater.learning.cohorts.Parallel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed number of threads that run lists of tasks; results are in the order of the list. */
public final class Workers implements AutoCloseable {
  private static final long TICK_MILLIS = 500;

  private final ExecutorService threads;

  /**
   * Starts daemon threads named {@code name-1}, {@code name-2}, ...
   *
   * @param name in front of the numbers
   * @param count number of threads, at least 1
   */
  public Workers(String name, int count) {
    this(Executors.newFixedThreadPool(count, named(name)));
  }

  private Workers(ExecutorService threads) {
    this.threads = threads;
  }

  /**
   * {@return one daemon thread that repeats a task twice a second until it is closed}
   *
   * @param name the thread is called {@code name-1}
   * @param beat the task; if it throws, it is not repeated
   */
  @SuppressWarnings("FutureReturnValueIgnored") // a failure only stops the repetition
  public static Workers ticking(String name, Runnable beat) {
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(named(name));
    thread.scheduleAtFixedRate(beat, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return new Workers(thread);
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    // Whichever thread starts a worker: a user's own classes are found as where it was made.
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return work -> {
      Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      thread.setContextClassLoader(loader);
      return thread;
    };
  }

  /** {@return the executor, for callers with their own tasks; {@link #close} shuts it down} */
  public ExecutorService executor() {
    return threads;
  }

  /**
   * Runs all tasks. If one fails, or this thread is interrupted, the others are cancelled.
   *
   * @param <T> the tasks' result
   * @param tasks in the order of the results
   * @return one result per task
   * @throws InterruptedException if this thread is interrupted
   * @throws RuntimeException the first one that a task threw
   */
  public <T> List<T> all(List<? extends Callable<T>> tasks) throws InterruptedException {
    return Parallel.all(threads, tasks);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
