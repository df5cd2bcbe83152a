package dev.headwater.cli.help;

import dev.headwater.cli.CommandLines;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes docs/reference/commands.md: what {@code --help-all} says of every command, as Markdown.
 */
final class CommandsPage {
  private static final int EXAMPLES = 110;

  private final StringBuilder page = new StringBuilder();

  private CommandsPage() {}

  static String text() {
    CommandSpec root = CommandLines.create().getCommandSpec();
    CommandsPage page = new CommandsPage();
    page.paragraph("# Commands");
    page.paragraph(
        "Every command with all of its options, as `headwater COMMAND --help-all` prints them."
            + " Made from the program by `CommandsPageTest`: change the program, not this page.");
    page.paragraph(
        "Options can stand in a YAML file (`--config`), without their dashes. All commands take"
            + " `--help` (the options that are used most), `--help-all` (all of them) and"
            + " `--version`. Exit codes and variables of the environment are [below](#exit-codes).");
    page.contents();
    for (Topic topic : Topic.values()) {
      topic
          .commands()
          .forEach(
              name ->
                  page.command(
                      Objects.requireNonNull(root.subcommands().get(name)).getCommandSpec()));
    }
    page.table("Exit codes", "code", ManPage.EXIT_CODES);
    page.table("Environment", "variable", ManPage.ENVIRONMENT);
    return page.page.toString().strip() + "\n";
  }

  private void contents() {
    StringBuilder table = new StringBuilder("| | commands |\n|---|---|\n");
    for (Topic topic : Topic.values()) {
      String names =
          topic.commands().stream()
              .map(name -> "[`%s`](#headwater-%s)".formatted(name, name))
              .collect(Collectors.joining(", "));
      table.append("| %s | %s |\n".formatted(topic.heading(), names));
    }
    paragraph(table.toString().strip());
  }

  private void command(CommandSpec command) {
    paragraph("## " + command.qualifiedName(" "));
    paragraph(escaped(HelpPage.description(command)));
    String synopsis = HelpPage.synopsis(command);
    paragraph("```\n" + synopsis + "\n```");
    List<OptionText> arguments =
        command.positionalParameters().stream()
            .filter(argument -> !argument.hidden())
            .map(OptionText::of)
            .toList();
    table("", "argument", arguments);
    List<CommandSpec> below = HelpPage.commands(command);
    table(
        "",
        "command",
        below.stream()
            .map(one -> new OptionText(one.name(), List.of(HelpPage.description(one))))
            .toList());
    List<OptionSpec> options = HelpPage.options(command);
    var sections = HelpPage.sections(command, options);
    sections.forEach(
        (heading, own) -> {
          String words = heading.substring(0, 1).toLowerCase(Locale.ROOT) + heading.substring(1);
          String title = sections.size() > 1 ? command.name() + ": " + words : "";
          table(title, "option", own.stream().map(OptionText::of).toList());
        });
    List<String> examples = Examples.lines(command, EXAMPLES);
    if (!examples.isEmpty()) {
      paragraph("Examples:");
      paragraph(
          examples.stream()
              .map(line -> line.substring(2))
              .collect(Collectors.joining("\n", "```sh\n", "\n```")));
    }
    below.forEach(this::command);
  }

  private void table(String heading, String first, List<OptionText> entries) {
    if (entries.isEmpty()) {
      return;
    }
    if (!heading.isEmpty()) {
      boolean ofACommand = heading.contains(": ");
      paragraph((ofACommand ? "### " : "## ") + heading);
    }
    Stream<String> rows =
        entries.stream()
            .map(e -> "| `%s` | %s |".formatted(cell(e.label()), cell(escaped(e.whole()))));
    paragraph(
        "| %s | what it is |\n|---|---|\n%s"
            .formatted(first, rows.collect(Collectors.joining("\n"))));
  }

  private void paragraph(String text) {
    page.append(text).append("\n\n");
  }

  static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\s+", " ");
  }

  /** Words in which no sign means anything to Markdown. */
  private static String escaped(String words) {
    return words.replaceAll("([\\\\`*<])", "\\\\$1");
  }
}
