package dev.headwater.cli.help;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Nearest;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headwater help}: the page of a command. */
@Command(
    name = "help",
    description = "Explains a command: what 'headwater COMMAND --help' prints.",
    mixinStandardHelpOptions = true,
    footer = {"headwater help", "headwater help simulate", "headwater help --all privacy epsilon"},
    sortOptions = false)
public final class HelpCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      completionCandidates = Commands.class,
      description =
          "The command, such as 'simulate' or 'privacy epsilon'. Default: the list of commands.")
  List<String> path = List.of();

  @Option(
      names = "--all",
      description = "Show every option, as 'headwater COMMAND --help-all' does.")
  boolean all;

  @Override
  public Integer call() {
    CommandSpec command = spec.root();
    for (String name : path) {
      var below = command.subcommands().get(name);
      if (below == null) {
        throw unknown(command, name);
      }
      command = below.getCommandSpec();
    }
    HelpRequest.print(command, all);
    return 0;
  }

  /** For the shell's completion. */
  static final class Commands implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Topic.values()).flatMap(topic -> topic.commands().stream()).iterator();
    }
  }

  private static UserDataException unknown(CommandSpec command, String name) {
    List<String> names =
        HelpPage.commands(command).stream().map(CommandSpec::name).collect(Collectors.toList());
    return new UserDataException(
        names.isEmpty()
            ? "help: %s has no command '%s' below it (expected: 'headwater help %s')"
                .formatted(
                    command.qualifiedName(" "),
                    name,
                    command.qualifiedName(" ").replaceFirst("^\\S+ ?", ""))
            : "help: there is no command '%s' (did you mean '%s'? expected: one of %s)"
                .formatted(name, Nearest.to(name, names), String.join(", ", names)));
  }
}
