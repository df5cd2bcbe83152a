package dev.headwater.cli.help;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page of one command, in section 1: what {@code --help-all} says. */
final class ManPage {
  /** Columns of examples: pages are read at 80, and indented. */
  private static final int EXAMPLES = 68;

  /** What scripts can rely on, of every command. */
  static final List<OptionText> EXIT_CODES =
      List.of(
          said("0", "Done."),
          said("1", "Failed."),
          said("2", "Bad input: an option, the configuration or the data cannot be used."),
          said("3", "The privacy budget is spent; the model of the rounds before is whole."),
          said("4", "Too few clients took part."),
          said("5", "A recorded run, computed again, differs from its record."),
          said("130", "Interrupted; the rounds that were complete are kept."));

  /** What every command reads from its environment. */
  static final List<OptionText> ENVIRONMENT =
      List.of(
          said("HEADWATER_CACHE", "Where computed features are kept. Default: ~/.cache/headwater."),
          said(
              "HEADWATER_TOKEN", "The token of coordinator and client, where no option names one."),
          said(
              "HEADWATER_LOG", "Level of what goes to standard error: ERROR, WARN, INFO or DEBUG."),
          said("HEADWATER_JAVA_OPTS", "Further flags for Java, such as -Xmx8g."),
          said("JAVA_HOME", "The Java to run on, 17 or newer. Default: the one on PATH."),
          said("NO_COLOR", "Any value switches colours off."));

  private ManPage() {}

  /** {@code headwater-privacy-epsilon}, which is also the file's name before {@code .1}. */
  static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  /**
   * The page's text.
   *
   * @param version of the program, such as {@code headwater 0.1.0}
   */
  static String of(CommandSpec command, String version) {
    String description = HelpPage.description(command);
    Roff page = new Roff().title(name(command).toUpperCase(Locale.ROOT), version);
    page.section("NAME").line(name(command) + " - " + summary(description));
    page.section("SYNOPSIS").line(HelpPage.synopsis(command));
    page.section("DESCRIPTION").line(description);
    command.positionalParameters().stream()
        .filter(argument -> !argument.hidden())
        .map(OptionText::of)
        .forEach(text -> page.entry(text.label(), text.whole()));
    commands(page, command);
    options(page, command);
    if (!Examples.of(command).isEmpty()) {
      page.section("EXAMPLES").typed(Examples.lines(command, EXAMPLES));
    }
    if (command.parent() == null) {
      theRest(page);
    }
    seeAlso(page, command);
    return page.toString();
  }

  private static String summary(String description) {
    String first = OptionText.sentences(description).findFirst().orElse(description);
    return first.replaceFirst("\\.$", "");
  }

  private static void commands(Roff page, CommandSpec command) {
    List<CommandSpec> below = HelpPage.commands(command);
    if (!below.isEmpty()) {
      page.section("COMMANDS");
      below.forEach(one -> page.entry(one.name(), HelpPage.description(one)));
    }
  }

  private static void options(Roff page, CommandSpec command) {
    page.section("OPTIONS");
    List<OptionSpec> options = HelpPage.options(command);
    var sections = HelpPage.sections(command, options);
    sections.forEach(
        (heading, own) -> {
          if (sections.size() > 1) {
            page.subsection(heading);
          }
          own.forEach(option -> entry(page, option));
        });
    if (sections.size() > 1) {
      page.subsection("Help");
    }
    command.options().stream()
        .filter(option -> HelpPage.HELP.contains(OptionText.name(option)))
        .forEach(option -> entry(page, option));
  }

  private static void entry(Roff page, OptionSpec option) {
    OptionText text = OptionText.of(option);
    page.entry(text.label(), text.whole());
  }

  private static void theRest(Roff page) {
    page.section("EXIT STATUS");
    EXIT_CODES.forEach(text -> page.entry(text.label(), text.whole()));
    page.section("ENVIRONMENT");
    ENVIRONMENT.forEach(text -> page.entry(text.label(), text.whole()));
  }

  private static OptionText said(String label, String sentence) {
    return new OptionText(label, List.of(sentence));
  }

  private static void seeAlso(Roff page, CommandSpec command) {
    CommandSpec parent = command.parent();
    List<String> pages =
        Stream.concat(
                Stream.ofNullable(parent).map(ManPage::name),
                HelpPage.commands(command).stream().map(ManPage::name))
            .map(name -> name + "(1)")
            .toList();
    if (!pages.isEmpty()) {
      page.section("SEE ALSO").line(String.join(", ", pages));
    }
  }
}
