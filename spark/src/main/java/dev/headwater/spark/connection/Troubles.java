package dev.headwater.spark.connection;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import java.io.InvalidClassException;

/** What Spark throws, for people. */
final class Troubles {
  private Troubles() {}

  /**
   * Whether the run was interrupted. Spark's own hook stops it when the process is told to end,
   * possibly before the run's thread hears of that.
   */
  static boolean interrupted(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        return true;
      }
    }
    return Thread.currentThread().isInterrupted() || ending();
  }

  private static boolean ending() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** What an executor refused in a sentence, or what keeps Spark from going on. */
  static RuntimeException inWords(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserDataException) {
        return new UserDataException(String.valueOf(cause.getMessage()), e);
      }
      if (cause instanceof LinkageError
          || cause instanceof ClassNotFoundException
          || cause instanceof InvalidClassException) {
        return new UserDataException(
            "spark: an executor cannot run what the driver sends, %s (expected: workers of the driver's version of Spark, without other versions of Headwater or protobuf on their class path)"
                .formatted(words(cause)),
            e);
      }
    }
    return new UserDataException(
        "spark: the work was given up, %s (expected: executors that answer; their own logs say more; what was learned before is kept, go on with --resume)"
            .formatted(words(e)),
        e);
  }

  /** The innermost cause in one line. */
  static String words(Throwable e) {
    Throwable cause = FileTrouble.deepest(e);
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
    return cause.getClass().getSimpleName() + ": " + message;
  }
}
