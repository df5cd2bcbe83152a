package dev.headwater.cli.help;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script in a real shell. */
@DisabledOnOs(OS.WINDOWS)
final class CompletionCommandTest {
  private final Path script;

  CompletionCommandTest(@TempDir Path folder) throws IOException {
    CommandRun run = CommandRun.of("completion");
    script = Files.writeString(folder.resolve("completion"), run.out());
  }

  @Test
  void completesCommandsOptionsAndValues() throws Exception {
    assertThat(completed("headwater", "sim")).containsExactly("simulate");
    assertThat(completed("headwater", "help", "sim")).containsExactly("simulate");
    assertThat(completed("headwater", "privacy", "ep")).containsExactly("epsilon");
    assertThat(completed("headwater", "simulate", "--num-r")).containsExactly("--num-rounds");
    assertThat(completed("headwater", "simulate", "--format", "")).containsExactly("text", "json");
    assertThat(completed("headwater", "simulate", "--privacy", "ce")).containsExactly("central");
    assertThat(completed("headwater", "simulate", "--strategy", "fedp")).containsExactly("fedprox");
    assertThat(completed("headwater", "partition", "--partition", "dir"))
        .containsExactly("dirichlet");
    assertThat(completed("headwater", "arena", "attacks", "--format", "m"))
        .containsExactly("markdown");
    assertThat(completed("headwater", "coordinator", "--log-format", "j")).containsExactly("json");
  }

  @ParameterizedTest
  @CsvSource({
    "simulate, --data",
    "simulate, --test-data",
    "simulate, --backbone",
    "simulate, --label-map",
    "client, --data",
    "evaluate, --data",
    "replay, --data"
  })
  void completesPaths(String command, String option, @TempDir Path folder) throws Exception {
    Path photos = Files.createDirectory(folder.resolve("my photos"));
    Files.createDirectory(folder.resolve("others"));
    assertThat(completed("headwater", command, option, folder.resolve("my").toString()))
        .containsExactly(photos.toString());
  }

  /** What bash would offer for the last of these words. */
  private List<String> completed(String... words) throws IOException, InterruptedException {
    String asked =
        "source \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\"; COMP_POINT=${#COMP_LINE};"
            + " _complete_headwater; printf '%s\\n' \"${COMPREPLY[@]}\"";
    List<String> command =
        new ArrayList<>(List.of("bash", "--norc", "-c", asked, script.toString()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.lines().map(String::strip).toList();
  }
}
