package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PublishRunsTest {
  private static @Nullable Path parsed(CommandLine cli, String... args) {
    return cli.parseArgs(args).subcommand().commandSpec().findOption("--publish-runs").getValue();
  }

  @Test
  void withoutTheFlagNothingIsPublished() {
    assertThat(parsed(CommandLines.create(), "coordinator", "--web-port", "0")).isNull();
  }

  @Test
  void theFolderMayStandInTheConfiguration(@TempDir Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("run.yaml"), "publish-runs: finished\n");
    CommandLine cli = CommandLines.create();
    cli.setDefaultValueProvider(ConfigFile.read(config).defaultsFor(cli, "coordinator"));
    assertThat(parsed(cli, "coordinator")).isEqualTo(Path.of("finished"));
  }
}
