package dev.headwater.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.cli.TestCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherEngineTest {
  private final Path folder;

  OtherEngineTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** What ran on a cluster is run again, or resumed, without it. */
  @Test
  void masterOfAConfigurationIsLeftAloneByAnotherEngine() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            engine: spark
            master: spark://nowhere.invalid:7077
            data: demo:users=2,pictures=20,test=20
            rounds: 1
            """);
    Path out = folder.resolve("run");
    String[] command = {
      "simulate",
      "--config",
      config.toString(),
      "--engine",
      "memory",
      "--cache",
      TestCache.path(),
      "--out",
      out.toString(),
      "--format",
      "json"
    };
    CommandRun run = CommandRun.of(command);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(Files.readString(out.resolve("config.yaml")))
        .contains("engine: \"memory\"")
        .doesNotContain("master");
  }
}
