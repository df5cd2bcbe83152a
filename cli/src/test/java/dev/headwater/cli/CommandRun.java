package dev.headwater.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * One command, run in this process as a person would run it.
 *
 * @param exitCode what the shell would see
 * @param out what went to standard output through the command line
 * @param err what went to standard error through the command line
 */
public record CommandRun(int exitCode, String out, String err) {

  public static CommandRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine cli = CommandLines.create();
    cli.setOut(new PrintWriter(out));
    cli.setErr(new PrintWriter(err));
    int code = CommandLines.run(cli, args);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
