package dev.headwater.cli.process;

import dev.headwater.learning.names.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a command line that cannot be understood. */
public final class UsageMistake {
  private UsageMistake() {}

  /**
   * The sentence: an unknown option or command with the one that was meant, and an option by the
   * name that was typed.
   */
  public static String sentence(ParameterException e, String... args) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unknown(unmatched.getUnmatched().get(0), e.getCommandLine());
    }
    String said = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
    return e.getArgSpec() instanceof OptionSpec option ? asTyped(said, option, args) : said;
  }

  /** Picocli names an option by its longest name. */
  private static String asTyped(String said, OptionSpec option, String... args) {
    List<String> typed = Arrays.stream(args).map(arg -> arg.replaceFirst("=.*", "")).toList();
    String name =
        Arrays.stream(option.names()).filter(typed::contains).findFirst().orElse(option.names()[0]);
    return said.replace("'" + option.longestName() + "'", "'" + name + "'");
  }

  private static String unknown(String word, CommandLine command) {
    String typed = word.replaceFirst("=.*", "");
    if (typed.startsWith("-")) {
      return "Unknown option: '%s'%s".formatted(typed, Nearest.hint(typed, options(command)));
    }
    List<String> commands = List.copyOf(command.getSubcommands().keySet());
    return commands.isEmpty()
        ? "Unexpected argument: '%s' (expected: options and their values; a value with spaces stands in quotes)"
            .formatted(typed)
        : "Unknown command: '%s'%s".formatted(typed, Nearest.hint(typed, commands));
  }

  private static List<String> options(CommandLine command) {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden()) {
        names.addAll(Arrays.asList(option.names()));
      }
    }
    return names;
  }
}
