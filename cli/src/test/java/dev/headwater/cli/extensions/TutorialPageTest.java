package dev.headwater.cli.extensions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.headwater.cli.CommandLines;
import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/tutorial.md tells a newcomer to type. */
final class TutorialPageTest {
  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("headwater.root")));

  private static String page = "";

  private final Path folder;

  TutorialPageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(ROOT.resolve("docs/tutorial.md"));
  }

  private static List<String> blocks(String language) {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(page)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  @Test
  void itsCommandsExist() {
    List<String> commands =
        blocks("sh").stream()
            .flatMap(String::lines)
            .filter(line -> line.startsWith("./headwater "))
            .map(line -> line.replaceFirst("./headwater ", ""))
            .toList();

    assertThat(commands)
        .hasSizeGreaterThan(8)
        .allSatisfy(
            command ->
                assertThatCode(() -> CommandLines.create().parseArgs(command.split(" ")))
                    .as(command)
                    .doesNotThrowAnyException());
  }

  @Test
  void itsStrategyAndItsSweepRunAsTheyStand() throws IOException {
    Path source = folder.resolve("FallingStep.java");
    Files.writeString(source, blocks("java").get(0));
    Path jar = ExtensionJar.of(source, folder);
    String sweep =
        blocks("yaml")
            .get(0)
            .replace("data: FOLDER", "data: demo:users=4,pictures=20,test=40")
            .replaceFirst("  test-data: TEST\n", "  backbone: pixels\n  image-size: 8\n")
            .replace("rounds: 20", "rounds: 3")
            .replace("[mine.jar]", "['" + jar + "']")
            .replace("[1, 2, 3, 4, 5]", "[1]");
    Path file = Files.writeString(folder.resolve("mine.yaml"), sweep);

    CommandRun run =
        CommandRun.of("sweep", file.toString(), "--out", folder.resolve("sweep").toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("strategy=fedavg", "strategy=mine.FallingStep:0.5");
    assertThat(folder.resolve("sweep/strategy-mine.FallingStep-0.5_seed-1/summary.json")).exists();
  }
}
