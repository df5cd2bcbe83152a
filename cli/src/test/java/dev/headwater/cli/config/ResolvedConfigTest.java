package dev.headwater.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.headwater.cli.CommandLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ResolvedConfigTest {
  private static Map<String, Object> resolved(CommandLine cli, String command) {
    return ResolvedConfig.of(
        Objects.requireNonNull(cli.getSubcommands().get(command)).getCommandSpec());
  }

  @ParameterizedTest
  @ValueSource(strings = {"simulate", "coordinator"})
  void whatACommandWasRunWithCanBeGivenToItAgain(String command, @TempDir Path folder)
      throws IOException {
    CommandLine cli = CommandLines.create();
    cli.parseArgs(command, "--privacy", "central", "--epsilon-budget", "2.5");
    Map<String, Object> config = resolved(cli, command);
    Path file = folder.resolve("config.yaml");
    new ObjectMapper(new YAMLFactory()).writeValue(file.toFile(), config);

    CommandLine again = CommandLines.create();
    again.setDefaultValueProvider(ConfigFile.read(file).defaultsFor(again, command));
    again.parseArgs(command);

    assertThat(config).containsEntry("privacy", "central").containsEntry("epsilon-budget", 2.5);
    assertThat(resolved(again, command)).isEqualTo(config);
  }

  @ParameterizedTest
  @ValueSource(strings = {"engine", "transport"})
  void everyNameOfAFlagIsAKeyAndTheFirstOneIsWritten(String key, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("config.yaml"), key + ": grpc\n");
    CommandLine cli = CommandLines.create();
    cli.setDefaultValueProvider(ConfigFile.read(file).defaultsFor(cli, "simulate"));
    cli.parseArgs("simulate");

    assertThat(resolved(cli, "simulate"))
        .containsEntry("engine", "grpc")
        .doesNotContainKey("transport");
  }
}
