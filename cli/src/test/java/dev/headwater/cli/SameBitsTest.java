package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three roads of the README give the same global parameters after every round, bit for bit. */
final class SameBitsTest {
  private static final String DATA = "demo:users=5,pictures=20,test=40";
  private static final String[] TRAINING = {"--rounds", "5", "--local-epochs", "2"};

  /** Few features, where what is compared does not depend on them. */
  private static final String[] TINY = {"--backbone", "pixels", "--image-size", "8"};

  private final Path folder;

  SameBitsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void memoryGrpcThreadsAndSecondRunsAgree() {
    List<String> reference = simulate("memory", 1, "a");

    // the first rounds are sums and a choice between heads; then clients train
    assertThat(reference).hasSize(5);
    assertThat(reference.subList(2, 5)).doesNotHaveDuplicates();
    assertThat(simulate("memory", 2, "b")).isEqualTo(reference);
    assertThat(simulate("grpc", 1, "c")).isEqualTo(reference);
    assertThat(simulate("grpc", 2, "d")).isEqualTo(reference);
    assertThat(simulate("memory", 2, "e")).isEqualTo(reference);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--privacy central --noise-multiplier 1 --sampling-rate 0.6 --weights capped:12",
        "--privacy central --noise-multiplier 1 --adaptive-clipping 0.5",
        "--privacy local --noise-multiplier 1",
        "--privacy example --noise-multiplier 1",
        "--privacy user --noise-multiplier 1 --clients 2",
        "--privacy distributed --noise-multiplier 1 --secure-aggregation",
        "--privacy central --noise-multiplier 1 --compression int8 --clipping-norm 0.01",
        "--privacy local --noise-multiplier 1 --compression float16",
        "--privacy example --noise-multiplier 1 --compression random-k:0.2",
        "--privacy distributed --noise-multiplier 1 --secure-aggregation --compression random-k:0.2",
      })
  void seededPrivacyIsTheSameInMemoryAndOverGrpc(String flags) {
    String[] promise = with((flags + " --noise-source seeded").split(" "), TINY);
    assertThat(simulate("memory", 2, "a", promise)).isEqualTo(simulate("grpc", 2, "b", promise));
  }

  @Test
  void aHeadWithHiddenLayersHasTheSameBitsOnEveryRoad() {
    String[] hidden = with(TINY, "--head", "mlp:8", "--weights", "uniform");
    List<String> reference = simulate("memory", 1, "a", hidden);

    assertThat(reference).hasSize(5).doesNotHaveDuplicates();
    assertThat(simulate("memory", 2, "b", hidden)).isEqualTo(reference);
    assertThat(simulate("grpc", 1, "c", hidden)).isEqualTo(reference);
    assertThat(simulate("grpc", 2, "d", hidden)).isEqualTo(reference);
    String[] masks = with(hidden, "--secure-aggregation", "--sum-bits", "64");
    assertThat(simulate("memory", 2, "e", masks)).isEqualTo(reference);
  }

  @Test
  void masksChangeNoBit() {
    String[] usual = with(TINY, "--weights", "uniform", "--start", "zero");
    List<String> open = simulate("memory", 2, "open", usual);
    String[] masks = with(usual, "--secure-aggregation", "--sum-bits", "64");
    assertThat(simulate("memory", 2, "masked", masks)).isEqualTo(open);
    assertThat(simulate("grpc", 2, "wired", masks)).isEqualTo(open);
  }

  @Test
  void aRunEndsAtItsBudgetWithAWholeModelAndExitCodeThree() {
    Path out = folder.resolve("spent");
    String flags = "--rounds 50 --privacy central --noise-multiplier 2 --epsilon-budget 4";
    String[] args =
        with(with(flags.split(" "), TINY), "simulate", "--data", DATA, "--out", out.toString());
    CommandRun run = CommandRun.of(args);
    assertThat(run.exitCode()).isEqualTo(3);
    RecordedRun spent = RunFolder.open(out);
    assertThat(spent.rounds()).isNotEmpty().hasSizeLessThan(50);
    assertThat(spent.rounds())
        .allSatisfy(round -> assertThat(round.epsilon()).isLessThanOrEqualTo(4));
    assertThat(out.resolve("head.safetensors")).exists();
  }

  @Test
  void aCoordinatorWithFiveClientsOverExportedFoldersAgreesWithTheSimulation() throws Exception {
    List<String> reference = simulate("memory", 2, "sim");
    assertThat(
            CommandRun.of(
                    "partition", "--data", DATA, "--export", folder.resolve("shares").toString())
                .exitCode())
        .isZero();

    int port = freePort();
    List<CompletableFuture<CommandRun>> clients = new ArrayList<>();
    CompletableFuture<CommandRun> coordinator =
        CompletableFuture.supplyAsync(
            () ->
                CommandRun.of(
                    with(
                        TRAINING,
                        "coordinator",
                        "--listen",
                        "127.0.0.1:" + port,
                        "--min-clients",
                        "5",
                        "--test-data",
                        folder.resolve("shares/test").toString(),
                        "--format",
                        "json",
                        "--out",
                        folder.resolve("live").toString(),
                        "--cache",
                        folder.resolve("cache").toString())));
    for (int i = 0; i < 5; i++) {
      String name = "client-00" + i;
      clients.add(
          CompletableFuture.supplyAsync(
              () ->
                  CommandRun.of(
                      "client",
                      "--coordinator",
                      "127.0.0.1:" + port,
                      "--data",
                      folder.resolve("shares").resolve(name).toString(),
                      "--name",
                      name,
                      "--cache",
                      folder.resolve("cache").toString()),
              // Every client is a person of its own: none waits for a free thread of a shared pool.
              work -> new Thread(work, name).start()));
    }

    assertThat(coordinator.get().err()).isEmpty();
    for (CompletableFuture<CommandRun> client : clients) {
      assertThat(client.get().exitCode()).isZero();
    }
    assertThat(digests("live")).isEqualTo(reference);
  }

  @Test
  void anotherSeedGivesOtherBits() {
    assertThat(simulate("memory", 2, "one", TINY))
        .isNotEqualTo(simulate("memory", 2, "two", with(TINY, "--seed", "2")));
  }

  private List<String> simulate(String transport, int threads, String name, String... more) {
    String[] args =
        with(
            TRAINING,
            "simulate",
            "--data",
            DATA,
            "--transport",
            transport,
            "--threads",
            String.valueOf(threads),
            "--format",
            "json",
            "--out",
            folder.resolve(name).toString(),
            "--cache",
            TestCache.path());
    CommandRun run = CommandRun.of(with(more, args));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return digests(name);
  }

  private List<String> digests(String name) {
    RecordedRun run = RunFolder.open(folder.resolve(name));
    return run.rounds().stream().map(RoundRecord::digest).toList();
  }

  private static String[] with(String[] end, String... start) {
    List<String> all = new ArrayList<>(List.of(start));
    all.addAll(List.of(end));
    return all.toArray(String[]::new);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
