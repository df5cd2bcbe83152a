package dev.headwater.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.simulations.output.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run is resumed by the command that began it. */
final class OtherCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "coordinator | simulate | data: demo | data",
        "simulate | coordinator | listen: localhost:0 | listen"
      })
  void isNamed(String command, String own, String line, String key, @TempDir Path run)
      throws IOException {
    Path file = run.resolve(RunFolder.CONFIG);
    Files.writeString(file, "rounds: 3\n" + line + "\n");

    CommandRun refused = CommandRun.of(command, "--resume", run.toString());

    assertThat(refused.err())
        .contains(
            "config: %s is a run of '%s', and not of '%s', which has no '%s' (expected: the same with 'headwater %s')"
                .formatted(file, own, command, key, own));
    assertThat(refused.exitCode()).isEqualTo(2);
  }
}
