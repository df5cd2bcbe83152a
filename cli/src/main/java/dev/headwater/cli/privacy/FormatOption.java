package dev.headwater.cli.privacy;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The output format of a command. */
public final class FormatOption {
  enum Format {
    /** A sentence and a small table. */
    TEXT,
    /** One JSON object on one line. */
    JSON
  }

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "Output: text or json. Default: ${DEFAULT-VALUE}.")
  Format format = Format.TEXT;

  /** Whether a program reads the output. */
  public boolean json() {
    return format == Format.JSON;
  }

  /** Prints to the command's standard output. */
  public void print(Report report, CommandSpec command) {
    report.print(format, command.commandLine().getOut());
  }
}
