package dev.headwater.cli.help;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.headwater.cli.CommandLines;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;

final class ExamplesTest {
  private static final String PROGRAM = "headwater ";

  static Stream<CommandSpec> commands() {
    return HelpPageTest.commands();
  }

  static Stream<String> examples() {
    return commands()
        .flatMap(command -> Examples.of(command).stream())
        .filter(example -> example.startsWith(PROGRAM))
        .map(example -> example.replaceFirst(" >.*", ""));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasAnExampleOfItself(CommandSpec command) {
    assertThat(Examples.of(command))
        .anyMatch(example -> example.contains(command.qualifiedName(" ")));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsACommandThatThereIs(String example) {
    String[] args = example.substring(PROGRAM.length()).split(" ");

    assertThatCode(() -> CommandLines.create().parseArgs(args)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aNarrowTerminalBreaksCommandsAsAShellReadsThem(CommandSpec command) {
    List<String> lines = Examples.lines(command, 50);

    String typed = String.join("\n", lines).replaceAll(" \\\\\n +", " ");
    assertThat(typed.lines().map(String::strip)).containsExactlyElementsOf(Examples.of(command));
  }
}
