package dev.headwater.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.Main;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class StandardOutputTest {
  @Test
  void whatAFullDiskDoesNotTakeIsAFailure(@TempDir Path folder) throws Exception {
    Path said = folder.resolve("said");

    assertThat(help(Redirect.to(Path.of("/dev/full").toFile()), said)).isEqualTo(1);
    assertThat(Files.readString(said))
        .contains("standard output: what was printed could not be written");
    assertThat(help(Redirect.to(folder.resolve("help").toFile()), said)).isZero();
    assertThat(Files.readString(said)).isEmpty();
  }

  /** As {@code headwater help simulate | head -n 1} does. */
  @Test
  void aReaderThatHasSeenEnoughIsNoFailure(@TempDir Path folder) throws Exception {
    Path said = folder.resolve("said");
    Process process = start(Redirect.PIPE, said);
    process.getInputStream().close();

    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(said)).isEmpty();
  }

  private static int help(Redirect output, Path said) throws Exception {
    return start(output, said).waitFor();
  }

  private static Process start(Redirect output, Path said) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "help",
            "simulate")
        .redirectOutput(output)
        .redirectError(said.toFile())
        .start();
  }
}
