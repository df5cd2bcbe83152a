package dev.headwater.cli.help;

import dev.headwater.cli.view.text.Terminal;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags for help of every command, and who answers them. */
public final class HelpRequest {
  private static final String ALL = "--help-all";

  private HelpRequest() {}

  /** Gives a command, and all below it, {@code --help-all}, and the version of the program. */
  public static void addTo(CommandLine cli) {
    CommandSpec command = cli.getCommandSpec();
    command.versionProvider(command.root().versionProvider());
    if (command.findOption(ALL) == null) {
      command.addOption(
          OptionSpec.builder(ALL)
              .type(boolean.class)
              .usageHelp(true)
              .description("Every option, and what each does in full.")
              .build());
    }
    cli.getSubcommands().values().forEach(HelpRequest::addTo);
  }

  /**
   * Prints the help that was asked for.
   *
   * @return whether any was
   */
  public static boolean answer(ParseResult parsed) {
    ParseResult last = parsed;
    while (!last.isUsageHelpRequested() && last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (!last.isUsageHelpRequested()) {
      return false;
    }
    print(last.commandSpec(), last.hasMatchedOption(ALL));
    return true;
  }

  /** Prints the page of a command that does nothing by itself, and was given no subcommand. */
  public static void explain(CommandSpec command) {
    print(command, false, command.commandLine().getErr(), Terminal.ofErrors());
  }

  /** Prints a command's page to its standard output. */
  static void print(CommandSpec command, boolean all) {
    print(command, all, command.commandLine().getOut(), Terminal.ofOutput());
  }

  private static void print(CommandSpec command, boolean all, PrintWriter out, Terminal terminal) {
    HelpPage.lines(command, all, terminal.columns()).forEach(out::println);
    out.flush();
  }
}
