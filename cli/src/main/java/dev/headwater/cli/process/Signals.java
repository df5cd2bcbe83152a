package dev.headwater.cli.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the thread that works, and holds the JVM until that
 * thread has written what it had. The JVM then exits with the signal's code (130 for Ctrl-C).
 */
public final class Signals implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook;

  private volatile int code = -1;

  public Signals() {
    Thread worker = Thread.currentThread();
    hook =
        new Thread(
            () -> {
              worker.interrupt();
              try {
                if (done.await(PATIENCE_SECONDS, TimeUnit.SECONDS) && code >= 0) {
                  Runtime.getRuntime().halt(code);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * The work is done: waits for a signal, which then only ends the waiting. The process exits with
   * {@code exitCode} in place of the signal's.
   */
  public void await(int exitCode) {
    code = exitCode;
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // What was waited for. The hook lets the process go once everything is closed.
    }
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down already: the hook is what got us here.
    }
  }
}
