package dev.headwater.cli.process;

import dev.headwater.learning.names.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of an option or a command that there is not, with the one that was meant. */
public final class UnknownWord {
  private UnknownWord() {}

  /** A sentence if that is what was wrong. */
  public static Optional<String> in(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()
        ? Optional.of(sentence(unmatched.getUnmatched().get(0), e.getCommandLine()))
        : Optional.empty();
  }

  private static String sentence(String word, CommandLine command) {
    String typed = word.replaceFirst("=.*", "");
    if (typed.startsWith("-")) {
      return "Unknown option: '%s'%s".formatted(typed, Nearest.hint(typed, options(command)));
    }
    List<String> commands = List.copyOf(command.getSubcommands().keySet());
    return commands.isEmpty()
        ? "Unexpected argument: '%s' (expected: options and their values)".formatted(typed)
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
