package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.manifest.RecordManifest;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.LedgerFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Run folders of other versions: newer ones are refused by every reader, older ones are read. */
final class NewerRunTest {
  private final Path folder;
  private final Path run;

  NewerRunTest(@TempDir Path folder) {
    this.folder = folder;
    this.run = folder.resolve("run");
  }

  private static CommandRun command(String line, Object... more) {
    return CommandRun.of(
        Stream.concat(Stream.of(line.split(" ")), Stream.of(more).map(Object::toString))
            .toArray(String[]::new));
  }

  @BeforeEach
  void begin() throws IOException {
    CommandRun begun =
        command(
            "simulate --data demo:users=6,pictures=6,test=10 --backbone pixels --image-size 32 --rounds 2"
                + " --privacy central --noise-multiplier 2 --delta 1e-6 --format json",
            "--out",
            run,
            "--cache",
            TestCache.path());
    assertThat(begun.err()).isEmpty();
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "png", folder.resolve("photo.png").toFile());
  }

  private CommandRun read(String reader) {
    return switch (reader) {
      case "report" -> command("report", run);
      case "audit" -> command("privacy audit --canaries 300 --seed 7", run);
      case "predict" -> command("predict --run", run, folder.resolve("photo.png"));
      default -> command("simulate --format json --rounds 3 --resume", run);
    };
  }

  private List<String> contents() throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.sorted().toList()) {
        contents.add(file + " " + Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  @ParameterizedTest
  @CsvSource({
    "summary.json, report",
    "summary.json, audit",
    "summary.json, predict",
    "summary.json, resume",
    "details.json, report",
    "details.json, predict",
    "details.json, resume",
    "rounds.jsonl, report",
    "rounds.jsonl, resume",
    "ledger.jsonl, report",
    "ledger.jsonl, audit",
    "ledger.jsonl, resume",
  })
  void newerOneIsRefusedInASentence(String file, String reader) throws IOException {
    Path path = run.resolve(file);
    Files.writeString(path, Files.readString(path).replaceFirst("(\"format\" ?: ?)1,", "$12,"));
    List<String> before = contents();

    CommandRun read = read(reader);

    assertThat(read.err())
        .contains("headwater: run: " + path + " is of format 2 (expected: at most 1, ")
        .doesNotContain("\tat ");
    assertThat(read.exitCode()).isEqualTo(2);
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void oneOfBeforeIsStillRead() throws IOException {
    for (String name : List.of(RunFolder.SUMMARY, RunFolder.DETAILS, RunFolder.ROUNDS)) {
      Path path = run.resolve(name);
      Files.writeString(path, Files.readString(path).replaceAll("\"format\" ?: ?1,", ""));
      assertThat(path).content().doesNotContain("\"format\"");
    }
    Files.delete(run.resolve(RecordManifest.NAME));
    checkpointOfBefore();
    for (String reader : List.of("report", "audit", "predict", "resume")) {
      CommandRun read = read(reader);
      assertThat(read.err()).as(reader).isEmpty();
      assertThat(read.exitCode()).as(reader).isZero();
    }
    assertThat(run.resolve(RunFolder.ROUNDS).toFile()).content().contains("\"format\":1");
    assertThat(LedgerFile.read(run).entries()).isNotEmpty();
  }

  /** Without a digest, and without what stands beside it. */
  private void checkpointOfBefore() throws IOException {
    Path file = run.resolve(Checkpoint.NAME);
    Safetensors now = Safetensors.open(file);
    Map<String, String> facts = new HashMap<>(now.metadata());
    facts.keySet().removeAll(List.of("digest", "rounds", "line", "data"));
    facts.put("format", "headwater.checkpoint.2");
    SafetensorsWriter.write(file, now.names().stream().map(now::tensor).toList(), facts);
  }
}
