package dev.headwater.simulations.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PublishRunsTest {
  private static WebOptions parsed(CommandLine cli, String... args) {
    Object command = cli.parseArgs(args).subcommand().commandSpec().userObject();
    return ((CoordinatorCommand) command).server.web;
  }

  @Test
  void withoutTheFlagNothingIsPublished() {
    assertThat(parsed(CommandLines.create(), "coordinator", "--web-port", "0").publishRuns)
        .isNull();
  }

  @Test
  void theFolderMayStandInTheConfiguration(@TempDir Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("run.yaml"), "publish-runs: finished\n");
    CommandLine cli = CommandLines.create();
    cli.setDefaultValueProvider(ConfigFile.read(config).defaultsFor(cli, "coordinator"));
    assertThat(parsed(cli, "coordinator").publishRuns).isEqualTo(Path.of("finished"));
  }
}
