package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fed3r}: a head out of the sums of one round. */
final class OneRoundRunTest {
  private final Path folder;

  OneRoundRunTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CommandRun simulate(String... more) {
    String[] usual = {
      "simulate",
      "--strategy",
      "fed3r:1",
      "--format",
      "json",
      "--out",
      folder.resolve("run").toString(),
      "--cache",
      TestCache.path(),
      "--data",
      "demo:users=4,pictures=12,test=20"
    };
    String[] all = java.util.Arrays.copyOf(usual, usual.length + more.length);
    System.arraycopy(more, 0, all, usual.length, more.length);
    return CommandRun.of(all);
  }

  @Test
  void noTrainingLossIsReportedWhereNothingIsTrained() throws IOException {
    assertThat(simulate().err()).isEmpty();

    Path run = folder.resolve("run");
    assertThat(run.resolve(RunFolder.ROUNDS)).content().contains("\"train_loss\":null");
    RecordedRun recorded = RunFolder.open(run);
    assertThat(recorded.rounds().get(0).trainLoss()).isNull();
    String report = Files.readString(run.resolve(RunFolder.REPORT));
    assertThat(report).contains("\"trainLoss\":[null]");
  }
}
