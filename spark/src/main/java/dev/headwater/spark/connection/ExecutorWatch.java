package dev.headwater.spark.connection;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/**
 * Sees executors come and go. A lost one is told of and the work goes on; if there is none for some
 * time, the work is given up, where Spark would wait for ever.
 */
final class ExecutorWatch extends SparkListener {
  private static final long SETTLING_SECONDS = 1;

  private final Duration patience;
  private final IntSupplier executors;
  private final Consumer<String> notes;
  private final Runnable giveUp;
  private final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
  private final Map<String, String> hosts = new HashMap<>();
  private int changes;
  private boolean ended;

  /**
   * Nobody seen yet.
   *
   * @param patience how long there may be no executor
   * @param executors how many there are now
   * @param notes told of every lost executor
   * @param giveUp called when there has been none for that long
   */
  ExecutorWatch(Duration patience, IntSupplier executors, Consumer<String> notes, Runnable giveUp) {
    this.patience = patience;
    this.executors = executors;
    this.notes = notes;
    this.giveUp = giveUp;
  }

  /** Waits for the first executor, then for those that come at about the same time. */
  boolean await() throws InterruptedException {
    if (executors.getAsInt() == 0
        && arrivals.poll(patience.toMillis(), TimeUnit.MILLISECONDS) == null) {
      return false;
    }
    String next = "";
    while (next != null) {
      next = arrivals.poll(SETTLING_SECONDS, TimeUnit.SECONDS);
    }
    return true;
  }

  /** From here on nobody is missed. */
  synchronized void end() {
    ended = true;
  }

  @Override
  public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
    changes++;
    hosts.put(added.executorId(), added.executorInfo().executorHost());
    arrivals.add(added.executorId());
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    changes++;
    if (ended) {
      return;
    }
    String id = removed.executorId();
    String host = hosts.remove(id);
    notes.accept(
        "Spark lost executor %s%s (%s). Its share is done again on others."
            .formatted(
                id,
                host == null ? "" : " on " + host,
                removed.reason().lines().findFirst().orElse("").strip()));
    int now = changes;
    CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> giveUpIfNobodyCameSince(now));
  }

  private synchronized void giveUpIfNobodyCameSince(int then) {
    if (changes == then && !ended && executors.getAsInt() == 0) {
      giveUp.run();
    }
  }
}
