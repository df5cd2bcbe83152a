package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.files.Safetensors;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --head mlp:WIDTH}: what a run leaves behind is what it has scored. */
final class HiddenLayersTest {
  private static final String DATA = "demo:users=2,pictures=100,test=40";

  private final Path folder;

  HiddenLayersTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void export() {
    run("partition", "--data", DATA, "--export", folder.resolve("shares").toString());
  }

  private static CommandRun run(String... args) {
    CommandRun run = CommandRun.of(args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private Path simulate(String... more) {
    Path out = folder.resolve("run");
    List<String> args = new ArrayList<>(List.of("simulate", "--data", DATA, "--format", "json"));
    args.addAll(List.of("--rounds", "24", "--out", out.toString()));
    args.addAll(TestCache.flags());
    args.addAll(List.of(more));
    run(args.toArray(String[]::new));
    return out;
  }

  /** The share of the test pictures that {@code predict} labels right. */
  private double accuracy(String... source) throws IOException {
    List<String> args = new ArrayList<>(List.of("predict", "--format", "json", "--top", "1"));
    args.addAll(List.of(source));
    try (Stream<Path> classes = Files.list(folder.resolve("shares/test"))) {
      classes.sorted().forEach(label -> args.add(label.toString()));
    }
    List<String> lines = run(args.toArray(String[]::new)).out().lines().toList();
    assertThat(lines).hasSize(40);
    int right = 0;
    for (String line : lines) {
      JsonNode guess = new ObjectMapper().readTree(line);
      String truth =
          Objects.requireNonNull(Path.of(guess.path("photo").textValue()).getParent())
              .getFileName()
              .toString();
      right += guess.path("top").get(0).path("label").textValue().equals(truth) ? 1 : 0;
    }
    return right / 40.0;
  }

  private static double scored(Path run) {
    SummaryRecord summary = Objects.requireNonNull(RunFolder.open(run).summary());
    return Objects.requireNonNull(summary.finalAccuracy());
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "mlp:8", "mlp:60,30"})
  void predictLabelsAsManyPicturesRightAsTheRunHasScored(String head) throws IOException {
    Path run = simulate("--head", head);

    assertThat(Safetensors.open(run.resolve("model.safetensors")).metadata())
        .containsEntry("head", head);
    assertThat(scored(run)).isGreaterThan(0.4); // of 10 classes: it has learned something
    assertThat(accuracy("--run", run.toString())).isEqualTo(scored(run));
    assertThat(accuracy("--model", run.resolve("model.safetensors").toString()))
        .isEqualTo(scored(run));
    assertThat(run("report", run.toString()).out()).contains("report-again.html");
    assertThat(run.resolve("report-again.html")).content().contains(head);
  }

  @Test
  void pixelsLeaveAHeadThatPredictReads() throws IOException {
    Path run = simulate("--head", "mlp:8", "--backbone", "pixels", "--image-size", "16");

    assertThat(run.resolve("model.safetensors")).doesNotExist();
    assertThat(Safetensors.open(run.resolve("head.safetensors")).metadata())
        .containsEntry("head", "mlp:8");
    assertThat(accuracy("--run", run.toString())).isEqualTo(scored(run));
  }

  @Test
  void aCoordinatorWritesTheModelOfItsClients() throws Exception {
    Path out = folder.resolve("live");
    String cache = folder.resolve("cache").toString();
    String address = "127.0.0.1:" + freePort();
    String test = folder.resolve("shares/test").toString();
    String[] coordinator = {
      "coordinator",
      "--listen",
      address,
      "--min-clients",
      "2",
      "--rounds",
      "4",
      "--head",
      "mlp:8",
      "--test-data",
      test,
      "--format",
      "json",
      "--out",
      out.toString(),
      "--cache",
      cache
    };
    List<CompletableFuture<CommandRun>> all = new ArrayList<>();
    all.add(started(coordinator));
    for (String name : List.of("client-000", "client-001")) {
      String data = folder.resolve("shares").resolve(name).toString();
      all.add(
          started(
              "client",
              "--coordinator",
              address,
              "--data",
              data,
              "--name",
              name,
              "--cache",
              cache));
    }

    for (CompletableFuture<CommandRun> each : all) {
      assertThat(each.get().exitCode()).as(each.get().err()).isZero();
    }
    assertThat(accuracy("--run", out.toString())).isEqualTo(scored(out));
  }

  private static CompletableFuture<CommandRun> started(String... args) {
    return CompletableFuture.supplyAsync(
        () -> CommandRun.of(args), work -> new Thread(work, args[0]).start());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
