package dev.headwater.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code client --config}, alone and beside a policy. */
class ClientConfigTest {
  private static final String NODE = "coordinator: 127.0.0.1:1\ndata: x\nname: ann\n";

  private final Path folder;

  ClientConfigTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void flagsStandInAFileAndAFlagWins() throws IOException {
    String config = file("client.yaml", NODE + "threads: 0\n");
    assertThat(CommandRun.of("client", "--config", config).err()).contains("threads: 0 (expected");
    assertThat(CommandRun.of("client", "--config", config, "--threads", "2000").err())
        .contains("threads: 2000 (expected");
    CommandRun unknown =
        CommandRun.of("client", "--config", file("wrong.yaml", NODE + "thread: 1\n"));
    assertThat(unknown.err()).contains("unknown key 'thread' (did you mean 'threads'?");
    assertThat(unknown.exitCode()).isEqualTo(2);
  }

  @Test
  void policyThatTheFileNamesIsInForce() throws IOException {
    String policy = file("policy.yaml", "max-weight: -3\n");
    String config = file("client.yaml", NODE + "policy: " + policy + "\n");
    assertThat(CommandRun.of("client", "--config", config).err()).contains("max-weight: -3");
  }

  @Test
  void policyBesideTheFileIsInForceAndADemandStandsInOneOfThem() throws IOException {
    String policy = file("policy.yaml", "max-weight: -3\n");
    CommandRun both =
        CommandRun.of("client", "--config", file("node.yaml", NODE), "--policy", policy);
    assertThat(both.err()).contains("max-weight: -3");
    CommandRun twice =
        CommandRun.of(
            "client",
            "--config",
            file("client.yaml", NODE + "max-weight: 5\n"),
            "--policy",
            policy);
    assertThat(twice.err()).contains("both say max-weight (expected: one of them)");
    assertThat(twice.exitCode()).isEqualTo(2);
  }
}
