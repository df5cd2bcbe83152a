package dev.headwater.cli.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file of {@code --log-file}. It is closed and packed at midnight and at 10 MB, and what is
 * older than 30 days or more than 300 MB is deleted.
 */
final class LogFile {
  private static final FileSize LARGEST = new FileSize(10 << 20);
  private static final FileSize ALL = new FileSize(300 << 20);
  private static final int DAYS = 30;

  private LogFile() {}

  /**
   * A started appender to the end of the file.
   *
   * @throws UserDataException if it cannot be written; Logback itself would be silent
   */
  static Appender<ILoggingEvent> open(Path file, LogOptions.Format format, LoggerContext context) {
    return open(file, format, context, LARGEST);
  }

  /**
   * As the other one.
   *
   * @param largest of a file
   */
  static Appender<ILoggingEvent> open(
      Path file, LogOptions.Format format, LoggerContext context, FileSize largest) {
    requireWritable(file);
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
    String name = file.toString();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(name + ".%d{yyyy-MM-dd}.%i.gz");
    policy.setMaxFileSize(largest);
    policy.setTotalSizeCap(ALL);
    policy.setMaxHistory(DAYS);
    policy.start();
    appender.setContext(context);
    appender.setName("FILE");
    appender.setFile(name);
    appender.setEncoder(Lines.encoder(format, context));
    appender.setRollingPolicy(policy);
    appender.start();
    return appender;
  }

  private static void requireWritable(Path file) {
    if (file.toString().contains("%")) {
      throw new UserDataException(
          "log-file: %s has a %% in its name (expected: a name without one; old files get names by a pattern)"
              .formatted(file));
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (OutputStream out =
          Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        out.flush();
      }
    } catch (IOException e) {
      throw new UserDataException(
          "log-file: %s cannot be written: %s (expected: a file in a folder that this user may write to)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
  }
}
