package dev.headwater.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.manifest.RecordManifest;
import dev.headwater.simulations.output.text.SealedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One changed byte anywhere, and changes by somebody who writes the manifest again. */
final class TamperedRecordTest {
  /** With a backbone, a ledger and sums to unlearn from, so that every file of a run is there. */
  private static Path promised;

  private static Path closed;

  private final Path folder;

  TamperedRecordTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void record(@TempDir Path shared) {
    promised =
        Recorded.simulated(
            shared.resolve("promised"),
            "--rounds 2 --backbone embedded --image-size 32 --privacy central --noise-multiplier 1 --noise-source seeded");
    closed = Recorded.simulated(shared.resolve("closed"), "--strategy fed3r:1");
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> one = Files.list(promised);
        Stream<Path> two = Files.list(closed)) {
      return Stream.concat(one, two)
          .filter(Files::isRegularFile)
          .filter(file -> !List.of("place.json", ".lock").contains(name(file)))
          .toList()
          .stream();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  @ParameterizedTest
  @MethodSource("files")
  void aChangedBitInAnyFileOfTheRecordIsNamed(Path file) {
    Path from = Objects.requireNonNull(file.getParent());
    Path run = Recorded.copy(from, folder.resolve("run"));
    Recorded.flip(run.resolve(name(file)));

    CommandRun refused = Recorded.replay(run, "");

    assertThat(refused.out())
        .contains(name(file) + " is not as the run wrote it")
        .contains("DIFFERS");
    assertThat(refused.out().lines()).as("that one alone").hasSize(2);
    assertThat(refused.exitCode()).isEqualTo(5);
  }

  @Test
  void theFilesOfARunAreAllThere() throws IOException {
    assertThat(files().map(TamperedRecordTest::name))
        .contains(
            "config.yaml",
            "rounds.jsonl",
            "details.json",
            "summary.json",
            "report.html",
            "head.safetensors",
            "model.safetensors",
            "checkpoint.safetensors",
            "statistics.safetensors",
            "ledger.jsonl",
            "ledger.head",
            "record.json");
  }

  @Test
  void aFileThatIsGoneOrNewIsNamed() throws IOException {
    Path run = Recorded.copy(closed, folder.resolve("run"));
    Files.delete(run.resolve("head.safetensors"));
    Files.writeString(run.resolve("audit.jsonl"), "{}\n");

    assertThat(Recorded.replay(run, "").out())
        .contains("head.safetensors is not as the run wrote it: it is missing")
        .contains("audit.jsonl is not as the run wrote it: it was not there when the run ended");
  }

  /** Each is found without the manifest, which is written again. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rounds.jsonl | \"eval_accuracy\":[0-9.e-]+ | \"eval_accuracy\":1.0 | final_accuracy",
        "rounds.jsonl | \"train_loss\":[0-9.e-]+ | \"train_loss\":0.5 | Round 2: train_loss ",
        "rounds.jsonl | \"digest\":\"..... | \"digest\":\"00000 | Round 1: parameters ",
        "summary.json | \"client_updates\" : [0-9]+ | \"client_updates\" : 9 | client_updates 9",
        "details.json | \"local-epochs\" : 1 | \"local-epochs\" : 2 | config.yaml says local-epochs",
      })
  void aLieThatTheManifestCoversIsFoundByTheOtherFilesOrByComputing(
      String file, String what, String with, String words) {
    Path run =
        Recorded.copy(
            file.equals("rounds.jsonl") && what.contains("eval") ? closed : open(),
            folder.resolve("run"));
    Recorded.edit(run.resolve(file), what, with);
    RecordManifest.write(run);

    CommandRun refused = Recorded.replay(run, "");

    assertThat(refused.out()).contains(words).contains("DIFFERS");
    assertThat(refused.exitCode()).isEqualTo(5);
  }

  private Path open() {
    return Recorded.simulated(folder.resolve("open"), "--rounds 2 --start zero");
  }

  @Test
  void anotherSettingThatEveryFileConfirmsGivesOtherDigests() throws IOException {
    Path run = open();
    Path config = run.resolve(RunFolder.CONFIG);
    Recorded.edit(config, "local-epochs: 1", "local-epochs: 2");
    String body = Files.readString(config).replaceFirst("(?s)^(#[^\n]*\n)*", "");
    Files.writeString(config, SealedConfig.of("# forged\n", body));
    Recorded.edit(run.resolve("details.json"), "\"local-epochs\" : 1", "\"local-epochs\" : 2");
    RecordManifest.write(run);

    CommandRun refused = Recorded.replay(run, "");

    assertThat(refused.out()).contains(": parameters ").contains("rounds.jsonl says");
    assertThat(refused.exitCode()).isEqualTo(5);
  }

  @Test
  void aHeadOfAnotherRunIsNamed() throws IOException {
    Path other = Recorded.simulated(folder.resolve("other"), "--rounds 1 --start zero");
    Path run = open();
    Files.delete(run.resolve("head.safetensors"));
    Files.copy(other.resolve("head.safetensors"), run.resolve("head.safetensors"));
    RecordManifest.write(run);

    assertThat(Recorded.replay(run, "").out()).contains("head.safetensors holds parameters ");
  }
}
