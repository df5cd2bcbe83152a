package dev.headwater.cli.process;

/** Java's heap that is full, in words for people: it is too small for their data, not a bug. */
public final class FullHeap {
  private FullHeap() {}

  /** Whether a failure comes from it; threads wrap what ends them. */
  public static boolean in(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  /** What to do about it. */
  public static String sentence() {
    return "memory: Java's heap of %d MB is full (expected: a larger one, such as HEADWATER_JAVA_OPTS=-Xmx4g; what was written stays, and --resume goes on with a run)"
        .formatted(Runtime.getRuntime().maxMemory() >> 20);
  }
}
