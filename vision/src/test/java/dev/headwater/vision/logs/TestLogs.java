package dev.headwater.vision.logs;

import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Loggers whose messages a test reads. */
public final class TestLogs {
  private TestLogs() {}

  /**
   * The logger of this name. While another test's thread starts SLF4J, others get a substitute that
   * only remembers: it is asked for again until it is Logback's.
   */
  public static Logger of(String name) {
    while (true) {
      if (LoggerFactory.getLogger(name) instanceof Logger logger) {
        return logger;
      }
      Thread.onSpinWait();
    }
  }

  /** The logger of a class. */
  public static Logger of(Class<?> type) {
    return of(type.getName());
  }
}
