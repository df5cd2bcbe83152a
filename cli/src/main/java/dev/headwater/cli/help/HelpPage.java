package dev.headwater.cli.help;

import static java.util.stream.Collectors.joining;

import dev.headwater.cli.view.text.Text;
import dev.headwater.simulations.output.text.Launcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The help of one command.
 *
 * <p>Few options stand in one list. More than {@link #ONE_LIST} stand in sections, and of more than
 * {@link #ALL_AT_ONCE} the page shows the basic ones alone, unless all are asked for.
 */
final class HelpPage {
  static final int ONE_LIST = 10;
  static final int ALL_AT_ONCE = 16;

  /** The names of {@code --help} and its like. */
  static final Set<String> HELP = Set.of("--help", "--help-all", "--version");

  private static final int WIDEST = 100;
  private static final int LABELS = 22;

  /** Below this, descriptions stand under their labels. */
  private static final int NARROW = 56;

  private final CommandSpec command;
  private final boolean all;
  private final int columns;
  private final List<String> lines = new ArrayList<>();

  private HelpPage(CommandSpec command, boolean all, int columns) {
    this.command = command;
    this.all = all;
    this.columns = Math.min(WIDEST, columns);
  }

  /**
   * The page for people.
   *
   * @param all whether to show every option
   * @param columns of the terminal; no line is longer, but for words that are
   */
  static List<String> lines(CommandSpec command, boolean all, int columns) {
    HelpPage page = new HelpPage(command, all, columns);
    page.write();
    return page.lines;
  }

  /** The options of a command that are in no section of help itself, hidden ones left out. */
  static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden() && !HELP.contains(OptionText.name(option)))
        .toList();
  }

  /** Options by heading, both in order; a single heading for a few. */
  static Map<String, List<OptionSpec>> sections(CommandSpec command, List<OptionSpec> options) {
    Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
    if (options(command).size() <= ONE_LIST) {
      sections.put("Options", options);
      return sections;
    }
    String name = command.name();
    for (Section section : Section.values()) {
      List<OptionSpec> own =
          options.stream()
              .filter(o -> Section.of(name, OptionText.name(o)).equals(Optional.of(section)))
              .sorted(Comparator.comparing(OptionText::name, section.order(name)))
              .toList();
      sections.put(section.heading(), own);
    }
    sections.put(
        "Other options",
        options.stream().filter(o -> Section.of(name, OptionText.name(o)).isEmpty()).toList());
    sections.values().removeIf(List::isEmpty);
    return sections;
  }

  /** The commands below, hidden ones left out. */
  static List<CommandSpec> commands(CommandSpec command) {
    return command.subcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(below -> !below.usageMessage().hidden())
        .distinct()
        .toList();
  }

  /** How the command is typed. */
  static String synopsis(CommandSpec command) {
    List<OptionSpec> options = options(command);
    List<CommandSpec> below = commands(command);
    Stream<String> required =
        Stream.concat(
            command.argGroups().stream()
                .filter(group -> group.multiplicity().min() > 0)
                .map(HelpPage::choice),
            options.stream()
                .filter(option -> option.required() && option.group() == null)
                .map(OptionText::synopsis));
    Stream<String> arguments =
        command.positionalParameters().stream().filter(p -> !p.hidden()).map(OptionText::synopsis);
    boolean runs = Runs.itself(command);
    Stream<String> parts =
        Stream.of(
                Stream.of(command.qualifiedName(" ")),
                required,
                options.isEmpty() ? Stream.<String>of() : Stream.of("[OPTION...]"),
                arguments,
                below.isEmpty() ? Stream.<String>of() : Stream.of(runs ? "[COMMAND]" : "COMMAND"))
            .flatMap(part -> part);
    return parts.collect(joining(" "));
  }

  private static String choice(ArgGroupSpec group) {
    return group.options().stream()
        .map(OptionText::synopsis)
        .collect(joining(group.exclusive() ? " | " : " ", "(", ")"));
  }

  /** What it does. */
  static String description(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  private void write() {
    lines.addAll(Text.hang("Usage: ", Launcher.typed(synopsis(command)), columns));
    lines.add("");
    lines.addAll(Text.wrap(description(command), columns));
    List<PositionalParamSpec> arguments =
        command.positionalParameters().stream().filter(p -> !p.hidden()).toList();
    if (!arguments.isEmpty()) {
      heading("Arguments");
      arguments.forEach(argument -> entry(OptionText.of(argument), true));
    }
    writeCommands();
    List<OptionSpec> options = options(command);
    boolean whole = all || options.size() <= ALL_AT_ONCE;
    List<OptionSpec> shown =
        whole
            ? options
            : options.stream()
                .filter(option -> Section.isBasic(command.name(), OptionText.name(option)))
                .toList();
    if (!shown.isEmpty()) {
      sections(command, shown)
          .forEach(
              (heading, own) -> {
                heading(heading);
                own.forEach(option -> entry(OptionText.of(option), whole));
              });
    }
    if (all) {
      heading("Help");
      command.options().stream()
          .filter(option -> HELP.contains(OptionText.name(option)))
          .forEach(option -> entry(OptionText.of(option), true));
    }
    List<String> examples = Examples.lines(command, columns);
    if (!examples.isEmpty()) {
      heading("Examples");
      lines.addAll(examples);
    }
    closing(options.size(), shown.size());
  }

  private void closing(int options, int shown) {
    String sentence = "";
    if (!commands(command).isEmpty() && options == 0) {
      sentence =
          "'%s COMMAND --help' explains a command."
              .formatted(Launcher.typed(command.qualifiedName(" ")));
    } else if (shown < options) {
      sentence =
          "These are %d of %d options: --help-all shows the rest.%s"
              .formatted(
                  shown,
                  options,
                  command.findOption("--config") == null
                      ? ""
                      : " Each can stand in a YAML file, see --config.");
    }
    if (!sentence.isEmpty()) {
      lines.add("");
      lines.addAll(Text.wrap(sentence, columns));
    }
  }

  private void writeCommands() {
    List<CommandSpec> below = commands(command);
    if (below.isEmpty()) {
      return;
    }
    if (command.parent() != null) {
      heading("Commands");
      below.forEach(this::entry);
      return;
    }
    for (Topic topic : Topic.values()) {
      heading(topic.heading());
      topic.commands().stream()
          .flatMap(name -> below.stream().filter(one -> one.name().equals(name)))
          .forEach(this::entry);
    }
    List<CommandSpec> other = below.stream().filter(one -> Topic.of(one.name()).isEmpty()).toList();
    if (!other.isEmpty()) {
      heading("Other commands");
      other.forEach(this::entry);
    }
  }

  private void heading(String words) {
    lines.add("");
    lines.add(words + ":");
  }

  private void entry(CommandSpec below) {
    String first = OptionText.sentences(description(below)).findFirst().orElse("");
    entry(below.name(), 13, first);
  }

  private void entry(OptionText text, boolean whole) {
    entry(text.label(), LABELS, whole ? text.whole() : text.brief());
  }

  /**
   * Label and description side by side; below each other where the label or the page is not wide.
   */
  private void entry(String label, int room, String sentence) {
    String front = "  " + label;
    if (columns >= NARROW && Text.width(label) <= room) {
      lines.addAll(Text.hang(Text.pad(front, room + 4), sentence, columns));
    } else {
      lines.add(front);
      String indent = " ".repeat(columns >= NARROW ? room + 4 : 6);
      lines.addAll(Text.hang(indent, sentence, columns));
    }
  }
}
