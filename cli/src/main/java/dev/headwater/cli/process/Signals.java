package dev.headwater.cli.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the working thread, and delays the JVM's exit until
 * that thread has written its results. The JVM then exits with the signal's code (130 for Ctrl-C).
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
   * Waits for a signal after the work is done; the signal only ends the waiting. The process exits
   * with {@code exitCode} instead of the signal's code.
   */
  public void await(int exitCode) {
    code = exitCode;
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // The expected signal. The hook lets the process exit once everything is closed.
    }
  }

  /**
   * Once everything is closed the process exits with this, although a signal has ended the work.
   */
  public void exitWith(int exitCode) {
    code = exitCode;
  }

  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is shutting down already: the hook caused this interrupt.
    }
  }
}
