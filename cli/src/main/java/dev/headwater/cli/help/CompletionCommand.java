package dev.headwater.cli.help;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code headwater completion}: the script that completes commands, options and values. */
@Command(
    name = "completion",
    description =
        "Prints a script with which bash and zsh complete commands, options and their values. A release of Headwater"
            + " installs it for bash.",
    mixinStandardHelpOptions = true,
    footer = {"source <(headwater completion)", "headwater completion >> ~/.bash_completion"})
public final class CompletionCommand implements Callable<Integer> {
  /** The values of one option, in the script that picocli writes. */
  private static final Pattern VALUES =
      Pattern.compile("  local \\w+_option_args=\\((.*)\\) # --([\\w-]+) values");

  private static final Pattern VALUE = Pattern.compile("\"([^\"]*)\"");

  /** What is done for the values of an option, by all of its names. */
  private static final Pattern CASE = Pattern.compile("    '[^()]+'\\)");

  private static final Pattern NAME = Pattern.compile("--([\\w-]+)");

  private static final Pattern USE = Pattern.compile("\\$\\{\\w+_option_args");

  private static final Set<String> PLACES = Set.of("PATH", "DIR", "FILE");

  private static final String FILES =
      """
            local IFS=$'\\n'
            type compopt &>/dev/null && compopt -o filenames
            COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      """;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine cli = spec.commandLine();
    cli.getOut().print(script(spec.root().commandLine()));
    cli.getOut().flush();
    return 0;
  }

  /**
   * The script for a program and all its commands.
   *
   * <p>Picocli calls the list of an option's values after what help calls a value, so that all
   * options of a {@code NAME} have those of the last one: here they are called after the option.
   */
  static String script(CommandLine program) {
    StringBuilder script = new StringBuilder();
    Set<String> paths = paths(program, new HashSet<>());
    Set<String> known = new HashSet<>();
    String option = "";
    boolean path = false;
    for (String line : AutoComplete.bash(program.getCommandName(), program).lines().toList()) {
      Matcher values = VALUES.matcher(line);
      if (values.matches()) {
        known.add(values.group(2));
      } else if (CASE.matcher(line).matches()) {
        option =
            NAME.matcher(line)
                .results()
                .map(name -> name.group(1))
                .filter(known::contains)
                .findFirst()
                .orElse("");
        path = NAME.matcher(line).results().anyMatch(name -> paths.contains(name.group(1)));
      } else if (path && line.strip().equals("return")) {
        script.append(FILES);
      }
      script
          .append(
              values.matches()
                  ? "  local %s=(%s)".formatted(list(values.group(2)), typed(values.group(1)))
                  : USE.matcher(line).replaceAll(Matcher.quoteReplacement("${" + list(option))))
          .append('\n');
    }
    return script.toString();
  }

  /**
   * Names of the options that take a path or a name such as {@code demo}. To picocli they are texts
   * like others, which it does not complete.
   */
  private static Set<String> paths(CommandLine command, Set<String> found) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (option.type() == String.class && PLACES.contains(option.paramLabel())) {
        NAME.matcher(option.longestName()).results().forEach(name -> found.add(name.group(1)));
      }
    }
    command.getSubcommands().values().forEach(each -> paths(each, found));
    return found;
  }

  private static String list(String option) {
    return option.replace('-', '_') + "_option_args";
  }

  /** Picocli takes constants' names, and what help says of a name: {@code fedprox:MU}. */
  private static String typed(String values) {
    return VALUE
        .matcher(values)
        .results()
        .map(value -> value.group(1).toLowerCase(Locale.ROOT).replaceFirst("[:\\[].*", ""))
        .distinct()
        .map(value -> '"' + value + '"')
        .collect(Collectors.joining(" "));
  }
}
