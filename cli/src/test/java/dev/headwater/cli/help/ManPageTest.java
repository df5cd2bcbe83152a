package dev.headwater.cli.help;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManPageTest {
  private final Path folder;

  ManPageTest(@TempDir Path folder) {
    this.folder = folder;
    assertThat(CommandRun.of("man-pages", folder.toString()).exitCode()).isZero();
  }

  @Test
  void everyCommandHasItsPage() {
    assertThat(folder)
        .isDirectoryContaining(page -> page.endsWith("headwater.1"))
        .isDirectoryContaining(page -> page.endsWith("headwater-simulate.1"))
        .isDirectoryContaining(page -> page.endsWith("headwater-privacy-epsilon.1"))
        .isDirectoryNotContaining(page -> page.endsWith("headwater-man-pages.1"));
    assertThat(folder.resolve("headwater-simulate.1"))
        .content()
        .contains(
            ".SS \"Data\"", "\\fB\\-\\-clients N\\fR", "\\-\\-num\\-clients", ".SH \"EXAMPLES\"");
    assertThat(folder.resolve("headwater.1")).content().contains(".SH \"EXIT STATUS\"");
  }

  @Test
  void linesThatLookLikeRequestsAreWords() {
    assertThat(new Roff().line(".so /etc/passwd").line("back\\slash").toString())
        .isEqualTo("\\&.so /etc/passwd\nback\\eslash\n");
  }

  @Test
  void groffReadsEveryPageWithoutAWarning() throws Exception {
    List<String> command = new ArrayList<>(List.of("groff", "-man", "-Tutf8", "-ww", "-z"));
    try (Stream<Path> pages = Files.list(folder)) {
      pages.map(Path::toString).sorted().forEach(command::add);
    }

    assertThat(said(command)).isEmpty();
  }

  private static String said(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    } catch (IOException e) {
      assumeTrue(false, "no groff here");
      return "";
    }
  }
}
