package dev.headwater.cli.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.LoggerFactory;

/**
 * The log of one command: {@code logback.xml}, and what its flags change of that until it has
 * ended.
 */
public final class Logs implements AutoCloseable {
  /** What the view shows, for a file; with {@code --quiet} for standard error, too. */
  public static final String RUN = "dev.headwater.run";

  /** How the command ended, where not well: in a file alone, people are told by the command. */
  public static final String EXIT = "dev.headwater.exit";

  private static final String OWN = "dev.headwater";

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Deque<Runnable> undo = new ArrayDeque<>();

  /**
   * From here on the log is as the flags say.
   *
   * @throws dev.headwater.files.UserDataException if the file cannot be written
   */
  public void begin(LogOptions options) {
    if (options.usual()) {
      return;
    }
    Level shown = shown(options);
    Level written =
        options.file == null ? Level.OFF : options.verbose.length > 1 ? Level.DEBUG : Level.INFO;
    level(shown.isGreaterOrEqual(written) ? written : shown);
    alone(context.getLogger(RUN));
    alone(context.getLogger(EXIT));
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    if (root.getAppender("STDERR") instanceof ConsoleAppender<ILoggingEvent> console) {
      format(console, options.format);
      threshold(console, shown);
      if (options.quiet) {
        attach(context.getLogger(RUN), console);
      }
    }
    if (options.file != null) {
      Appender<ILoggingEvent> file = LogFile.open(options.file, options.format, context);
      undo.push(file::stop);
      threshold(file, written);
      attach(root, file);
      if (!context.getLogger(OWN).isAdditive()) {
        attach(context.getLogger(OWN), file);
      }
      attach(context.getLogger(RUN), file);
      attach(context.getLogger(EXIT), file);
    }
  }

  /** As {@code logback.xml} says, or more. */
  private Level shown(LogOptions options) {
    Level usual = context.getLogger(OWN).getEffectiveLevel();
    Level wanted =
        switch (options.verbose.length) {
          case 0 -> usual;
          case 1 -> Level.INFO;
          default -> Level.DEBUG;
        };
    return usual.isGreaterOrEqual(wanted) ? wanted : usual;
  }

  private void level(Level level) {
    Logger own = context.getLogger(OWN);
    Level before = own.getLevel();
    own.setLevel(level);
    undo.push(() -> own.setLevel(before));
  }

  private void alone(Logger logger) {
    boolean before = logger.isAdditive();
    logger.setAdditive(false);
    undo.push(() -> logger.setAdditive(before));
  }

  private void format(ConsoleAppender<ILoggingEvent> console, LogOptions.Format format) {
    Encoder<ILoggingEvent> before = console.getEncoder();
    console.setEncoder(Lines.encoder(format, context));
    undo.push(() -> console.setEncoder(before));
  }

  private void threshold(Appender<ILoggingEvent> appender, Level level) {
    ThresholdFilter filter = new ThresholdFilter();
    filter.setLevel(level.toString());
    filter.setContext(context);
    filter.start();
    appender.addFilter(filter);
    undo.push(appender::clearAllFilters);
  }

  private void attach(Logger logger, Appender<ILoggingEvent> appender) {
    logger.addAppender(appender);
    undo.push(() -> logger.detachAppender(appender));
  }

  @Override
  public void close() {
    while (!undo.isEmpty()) {
      undo.pop().run();
    }
  }
}
