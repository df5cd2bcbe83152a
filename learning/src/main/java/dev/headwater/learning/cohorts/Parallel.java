package dev.headwater.learning.cohorts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/** Runs lists of tasks on an executor; results are in the order of the list. */
public final class Parallel {
  private Parallel() {}

  /**
   * Runs all tasks. If one fails, or this thread is interrupted, the others are cancelled.
   *
   * @param <T> what a task returns
   * @param executor runs the tasks; {@code Runnable::run} for this thread
   * @param tasks each is run once
   * @return the results in the order of the tasks
   * @throws RuntimeException the one that the first failed task in that order threw; an {@link
   *     IllegalStateException} around anything else that it threw
   * @throws InterruptedException if this thread is interrupted while it waits for a task
   */
  public static <T> List<T> all(Executor executor, List<? extends Callable<T>> tasks)
      throws InterruptedException {
    List<FutureTask<T>> futures = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      FutureTask<T> future = new FutureTask<>(task);
      futures.add(future);
      executor.execute(future);
    }
    List<T> results = new ArrayList<>(tasks.size());
    try {
      for (FutureTask<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a worker failed: " + e.getCause(), e.getCause());
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }
}
