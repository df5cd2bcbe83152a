package dev.headwater.learning.cohorts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs lists of tasks on an executor; results are in the order of the list. */
public final class Parallel {
  private Parallel() {}

  /**
   * Runs all tasks. If one fails, later ones that have not begun are left out. If this thread is
   * interrupted, all are cancelled.
   *
   * <p>This thread wakes once, when all are done: to wake it for every task took a twentieth of the
   * time of small tasks.
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
    CountDownLatch open = new CountDownLatch(tasks.size());
    AtomicInteger firstFailed = new AtomicInteger(Integer.MAX_VALUE);
    List<FutureTask<T>> futures = new ArrayList<>(tasks.size());
    for (int i = 0; i < tasks.size(); i++) {
      int number = i;
      Callable<T> task = tasks.get(i);
      futures.add(
          new FutureTask<>(
              () -> {
                if (number > firstFailed.get()) {
                  throw new CancellationException();
                }
                try {
                  return task.call();
                } catch (Throwable e) {
                  firstFailed.accumulateAndGet(number, Math::min);
                  throw e;
                }
              }) {
            @Override
            protected void done() {
              open.countDown();
            }
          });
    }
    try {
      futures.forEach(executor::execute);
      open.await();
      return results(futures);
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }

  private static <T> List<T> results(List<FutureTask<T>> futures) throws InterruptedException {
    List<T> results = new ArrayList<>(futures.size());
    try {
      for (FutureTask<T> future : futures) {
        results.add(future.get());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a worker failed: " + e.getCause(), e.getCause());
    }
    return results;
  }
}
