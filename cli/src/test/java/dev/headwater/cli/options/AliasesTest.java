package dev.headwater.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of other tools for the same settings. */
final class AliasesTest {
  private final Path folder;

  AliasesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void areRecordedUnderTheirRealNames() {
    Path run = folder.resolve("run");
    CommandRun ended =
        CommandRun.of(
            "simulate",
            "--data=demo:users=4,pictures=8,test=10",
            "--backbone=pixels",
            "--image-size=8",
            "--num-rounds=1",
            "--num-clients=3",
            "--dirichlet-alpha=5",
            "--learning-rate=0.25",
            "--epochs=2",
            "--format=json",
            "--cache=" + folder.resolve("cache"),
            "--out=" + run);

    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    assertThat(run.resolve("config.yaml"))
        .content()
        .contains("rounds: 1\n", "clients: 3\n", "partition: \"dirichlet:5\"\n")
        .contains("lr: 0.25\n", "local-epochs: 2\n")
        .doesNotContain("num-", "dirichlet-alpha", "learning-rate", "\nepochs");
  }

  @Test
  void aConfigurationMaySayThemOnce() throws IOException {
    Path config = Files.writeString(folder.resolve("a.yaml"), "num-rounds: 3\nrounds: 4\n");

    CommandRun run = CommandRun.of("simulate", "--config", config.toString());

    assertThat(run.err()).contains("num-rounds and rounds are one setting (expected: one of");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void twoNamesOfOneSettingAreRefusedTogether() {
    CommandRun run = CommandRun.of("simulate", "--rounds", "3", "--num-rounds", "4");

    assertThat(run.err()).contains("'--num-rounds' (N) should be specified only once");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    CommandRun run = CommandRun.of("simulate", "--learning-rat", "0.1");

    assertThat(run.err()).contains("'--learning-rat'").contains("--learning-rate");
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
