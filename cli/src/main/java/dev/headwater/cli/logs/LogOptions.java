package dev.headwater.cli.logs;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * Flags for the log. What people read on standard output is not the log: a log file has that too,
 * line by line.
 */
public final class LogOptions {
  /** How a line of the log looks. */
  public enum Format {
    /** Date, level, name and message. */
    TEXT,
    /** An object a line. */
    JSON
  }

  @Option(
      names = "--log-file",
      paramLabel = "FILE",
      description =
          "Also write a log with everything that happens: a new file every day and every 10 MB, the old ones packed beside it for 30 days, 300 MB at most. Default: none.")
  @Nullable Path file;

  @Option(
      names = "--log-format",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "Lines of the log: text or json. Default: ${DEFAULT-VALUE}.")
  Format format = Format.TEXT;

  @Option(
      names = {"-q", "--quiet"},
      description =
          "Show no progress: only warnings and errors, on standard error, and what --format json prints.")
  public boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description =
          "Log on standard error who joins, leaves and is refused, and with --quiet all that a log file has; -vv for debugging.")
  boolean[] verbose = {};

  /** The flags of the command that was parsed, if it has them. */
  public static Optional<LogOptions> of(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last.commandSpec().mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(LogOptions.class::isInstance)
        .map(LogOptions.class::cast)
        .findFirst();
  }

  /** Whether none of these flags is given. */
  boolean usual() {
    return file == null && format == Format.TEXT && !quiet && !verbose();
  }

  /** Whether lines of the log may come between those of the view, which then draws nothing anew. */
  public boolean verbose() {
    return verbose.length > 0;
  }
}
