package dev.headwater.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.cli.CommandRun;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code client --out}: a site gets what the run has learned. */
class SiteModelTest {
  private final Path folder;

  SiteModelTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static CompletableFuture<CommandRun> started(List<String> args) {
    return CompletableFuture.supplyAsync(
        () -> CommandRun.of(args.toArray(String[]::new)),
        work -> new Thread(work, args.get(0)).start());
  }

  private List<String> client(String address, String name, String... more) {
    List<String> args = new ArrayList<>(List.of("client", "--coordinator", address));
    args.addAll(List.of("--data", folder.resolve("shares").resolve(name).toString()));
    args.addAll(List.of("--name", name, "--format", "json"));
    args.addAll(List.of("--cache", folder.resolve("cache-" + name).toString()));
    args.addAll(List.of(more));
    return args;
  }

  private void train(Path run, Path kept, String... more) throws Exception {
    String address;
    try (ServerSocket socket = new ServerSocket(0)) {
      address = "127.0.0.1:" + socket.getLocalPort();
    }
    List<String> coordinator = new ArrayList<>(List.of("coordinator", "--listen", address));
    coordinator.addAll(List.of("--min-clients", "2", "--rounds", "2", "--format", "json"));
    coordinator.addAll(List.of("--test-data", folder.resolve("shares/test").toString()));
    coordinator.addAll(List.of("--out", run.toString()));
    coordinator.addAll(List.of("--cache", folder.resolve("cache").toString()));
    coordinator.addAll(List.of(more));
    List<CompletableFuture<CommandRun>> all =
        List.of(
            started(coordinator),
            started(client(address, "client-000", "--out", kept.toString())),
            started(client(address, "client-001")));
    for (CompletableFuture<CommandRun> each : all) {
      assertThat(each.get().exitCode()).as(each.get().err()).isZero();
    }
  }

  private void export() {
    CommandRun run =
        CommandRun.of(
            "partition",
            "--data",
            "demo:users=2,pictures=12,test=12",
            "--export",
            folder.resolve("shares").toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void filesAreThoseOfTheRunAndALaterRunsReplaceThem() throws Exception {
    export();
    Path kept = folder.resolve("site/model");
    train(folder.resolve("run"), kept);

    SummaryRecord summary = Objects.requireNonNull(RunFolder.open(folder.resolve("run")).summary());
    for (String name : List.of("head.safetensors", "model.safetensors")) {
      assertThat(kept.resolve(name)).hasSameBinaryContentAs(folder.resolve("run").resolve(name));
    }
    JsonNode note = new ObjectMapper().readTree(kept.resolve("model.json").toFile());
    assertThat(note.path("digest").textValue()).isEqualTo(summary.digest());
    assertThat(note.path("summary").textValue()).startsWith("The run is over: 2 rounds.");
    assertThat(note.path("labels")).hasSize(10);
    CommandRun scores =
        CommandRun.of(
            "evaluate",
            "--run",
            kept.toString(),
            "--data",
            folder.resolve("shares/test").toString(),
            "--cache",
            folder.resolve("cache").toString(),
            "--format",
            "json");
    assertThat(new ObjectMapper().readTree(scores.out()).path("accuracy").doubleValue())
        .isEqualTo(summary.finalAccuracy());

    train(folder.resolve("second"), kept, "--backbone", "pixels", "--image-size", "16");
    assertThat(kept.resolve("head.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("second/head.safetensors"));
    assertThat(kept.resolve("model.safetensors")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.yaml", "model.safetensors", "head.safetensors"})
  void folderWithARunOrAModelFromElsewhereIsRefused(String name) throws IOException {
    Path out = Files.createDirectories(folder.resolve("out"));
    Files.writeString(out.resolve(name), "mine");
    List<String> args = client("127.0.0.1:1", "ann", "--attempts", "1", "--out", out.toString());
    CommandRun run = CommandRun.of(args.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("out: ", " holds " + name + " of something else (expected: ");
    assertThat(out.resolve(name)).hasContent("mine");
  }

  @Test
  void folderThatWasMadeForAModelThatNeverCameIsGone() {
    Path out = folder.resolve("out");
    List<String> args = client("127.0.0.1:1", "ann", "--attempts", "1", "--out", out.toString());
    assertThat(CommandRun.of(args.toArray(String[]::new)).exitCode()).isNotZero();
    assertThat(out).doesNotExist();
  }
}
