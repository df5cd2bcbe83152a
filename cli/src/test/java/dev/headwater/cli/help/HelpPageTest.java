package dev.headwater.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandLines;
import dev.headwater.cli.CommandRun;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

final class HelpPageTest {
  private static final List<CommandSpec> COMMANDS =
      below(CommandLines.create().getCommandSpec()).toList();

  static Stream<CommandSpec> commands() {
    return COMMANDS.stream();
  }

  private static Stream<CommandSpec> below(CommandSpec command) {
    return Stream.concat(
        Stream.of(command), HelpPage.commands(command).stream().flatMap(HelpPageTest::below));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noLineIsWiderThanTheTerminal(CommandSpec command) {
    for (int columns : new int[] {60, 80}) {
      for (boolean all : new boolean[] {false, true}) {
        assertThat(HelpPage.lines(command, all, columns))
            .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void thePageOfAllOptionsSaysAllThatThereIsToSay(CommandSpec command) {
    for (int columns : new int[] {60, 80}) {
      String page = letters(String.join("", HelpPage.lines(command, true, columns)));

      assertThat(page).contains(letters(HelpPage.description(command)));
      for (OptionSpec option : HelpPage.options(command)) {
        assertThat(page).contains(letters(OptionText.of(option).label()));
        assertThat(page).contains(letters(OptionText.of(option).whole()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "privacy", "arena"})
  void aCommandThatNeedsASubcommandListsThemWhereNoneIsGiven(String command) {
    CommandRun run = CommandRun.of(command.isEmpty() ? new String[0] : new String[] {command});

    assertThat(run.err()).contains("Missing required subcommand", "Usage: headwater", "Examples:");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(2);
  }

  private static String letters(String text) {
    return text.replaceAll("\\s+", "");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionOfALongPageHasASection(CommandSpec command) {
    List<OptionSpec> options = HelpPage.options(command);

    assertThat(HelpPage.sections(command, options).keySet())
        .as("Section names each option of a command that has many")
        .doesNotContain("Other options");
  }

  @Test
  void sectionsNameOnlyOptionsThatAreThere() {
    List<CommandSpec> commands = commands().toList();
    List<String> there =
        commands.stream()
            .flatMap(
                command ->
                    command.options().stream()
                        .map(OptionText::name)
                        .flatMap(name -> Stream.of(name, command.name() + " " + name)))
            .toList();

    for (Section section : Section.values()) {
      assertThat(there).as(section.heading()).containsAll(section.all());
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aPageSaysHowManyOptionsItDoesNotShow(CommandSpec command) {
    int all = HelpPage.options(command).size();
    String page = String.join(" ", HelpPage.lines(command, false, 80));

    if (all > HelpPage.ALL_AT_ONCE) {
      assertThat(page).containsPattern("These are 1?\\d of " + all + " options: --help-all");
    } else {
      assertThat(page).doesNotContain("These are");
    }
  }

  @Test
  void everyCommandBelowTheProgramHasATopic() {
    List<String> commands =
        HelpPage.commands(CommandLines.create().getCommandSpec()).stream()
            .map(CommandSpec::name)
            .toList();
    List<String> named =
        Stream.of(Topic.values()).flatMap(topic -> topic.commands().stream()).toList();

    assertThat(named).containsExactlyInAnyOrderElementsOf(commands);
  }

  @Test
  void helpOfACommandIsItsOwnPage() {
    assertThat(CommandRun.of("help", "simulate").out())
        .isEqualTo(CommandRun.of("simulate", "--help").out())
        .contains("Usage: headwater simulate", "--clients N", "Examples:")
        .doesNotContain("--holdout");
    assertThat(CommandRun.of("help", "--all", "simulate").out())
        .isEqualTo(CommandRun.of("simulate", "--help-all").out())
        .contains("--holdout SHARE", "Also: --num-clients.");
    assertThat(CommandRun.of("help").out()).isEqualTo(CommandRun.of("--help").out());
    assertThat(CommandRun.of("help", "privacy", "plan").out()).contains("headwater privacy plan");
  }

  @Test
  void helpOfNoCommandNamesTheNearest() {
    CommandRun run = CommandRun.of("help", "simulat");

    assertThat(run.err()).contains("there is no command 'simulat' (did you mean 'simulate'?");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void optionsOfOneNameMayStandInDifferentSections() {
    assertThat(Section.of("client", "--delta")).contains(Section.DEMANDS);
    assertThat(Section.of("simulate", "--delta")).contains(Section.PRIVACY);
  }
}
