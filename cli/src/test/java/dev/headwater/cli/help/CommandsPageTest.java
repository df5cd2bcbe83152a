package dev.headwater.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.process.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * docs/reference/commands.md is what the commands say of themselves. With {@code
 * -Dheadwater.rewrite} it is written again.
 */
final class CommandsPageTest {
  private static final Path PAGE =
      Path.of(Objects.requireNonNull(System.getProperty("headwater.root")))
          .resolve("docs/reference/commands.md");

  @Test
  void pageOfTheDocumentationIsWhatTheProgramSays() throws IOException {
    if (System.getProperty("headwater.rewrite") != null) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, CommandsPage.text());
    }
    assertThat(PAGE)
        .as("write it again: -Dtest=CommandsPageTest -Dheadwater.rewrite")
        .hasContent(CommandsPage.text());
  }

  @Test
  void everyCommandAndOptionIsOnIt() {
    String page = CommandsPage.text();
    HelpPageTest.commands()
        .filter(command -> command.parent() != null)
        .forEach(
            command -> {
              assertThat(page).contains("\n## " + command.qualifiedName(" ") + "\n");
              assertThat(HelpPage.options(command))
                  .allSatisfy(
                      option ->
                          assertThat(page)
                              .contains(
                                  "| `" + CommandsPage.cell(OptionText.of(option).label()) + "`"));
            });
  }

  @Test
  void everyExitCodeIsExplained() {
    assertThat(ManPage.EXIT_CODES)
        .extracting(OptionText::label)
        .containsExactlyElementsOf(
            Arrays.stream(ExitCode.values()).map(code -> String.valueOf(code.code())).toList());
  }
}
