package dev.headwater.client.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a task later; tests run it at once. */
@FunctionalInterface
public interface Delay {
  /** The JDK's own timer thread, which is a daemon shared by the process. */
  Delay REAL =
      (wait, then) ->
          CompletableFuture.delayedExecutor(wait.toNanos(), TimeUnit.NANOSECONDS).execute(then);

  /** Runs {@code then} once after {@code wait}. */
  void run(Duration wait, Runnable then);
}
