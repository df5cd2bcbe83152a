package dev.headwater.cli.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code client --policy} and {@code client ledger}. */
final class PolicyTest {
  private final Path folder;

  PolicyTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path policy(String text) throws IOException {
    return Files.writeString(folder.resolve("policy.yaml"), text);
  }

  private static CommandRun client(String... more) {
    return CommandRun.of(
        Stream.concat(
                Stream.of("client", "--coordinator", "127.0.0.1:1", "--data", "x", "--name", "ann"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--max-colluders 2                                    | without --require-secure-aggregation",
        "--require-secure-aggregation --min-survivors 2       | min-survivors: 2 (expected: at least 3: this node",
        "--require-secure-aggregation --max-repeats -1        | max-repeats: -1",
        "--max-epsilon 3                                      | max-epsilon: without noise of this client's own",
        "--require-client-noise 1 --max-epsilon 0             | max-epsilon: 0.0 (expected: finite and above 0)",
        "--require-client-noise 1 --max-epsilon 1 --delta 1   | delta: 1.0 (expected: above 0 and below 1)",
        "--max-weight -1                                      | max-weight: -1 (expected: at least 0",
        "--require-client-noise -1                            | require-client-noise: -1.0 (expected: finite",
        "--works sdg                                          | works: sdg (expected: class-sums, clipped-moments",
      })
  void demandsThatCannotBeAreASentence(String flags, String sentence) {
    CommandRun run = client(flags.split(" +"));
    assertThat(run.err()).contains(sentence);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aPolicyIsAFileOfTheSameFlagsAndUnknownKeysAreNamed() throws IOException {
    CommandRun wrong = client("--policy", policy("max-colluder: 2").toString());
    assertThat(wrong.err()).contains("policy: ", "unknown key 'max-colluder'", "max-colluders");
    assertThat(wrong.exitCode()).isEqualTo(2);
    CommandRun read = client("--policy", policy("max-weight: -3").toString());
    assertThat(read.err()).contains("max-weight: -3");
    assertThat(client("--policy", "nowhere.yaml").err()).contains("policy: no file nowhere.yaml");
  }

  @Test
  void whatAClientNeedsIsNamedAndTheLedgerNeedsNoneOfIt() {
    CommandRun bare = CommandRun.of("client", "--data", "x");
    assertThat(bare.err()).contains("Missing required option: '--coordinator=HOST:PORT'");
    assertThat(bare.exitCode()).isEqualTo(2);
    CommandRun none = CommandRun.of("client", "ledger", "--ledger", folder.toString());
    assertThat(none.out()).startsWith("Nothing on this machine has taken part in a round");
    assertThat(none.exitCode()).isZero();
  }

  @Test
  void aLedgerThatIsNotThereIsNoEmptyLedger() throws IOException {
    Path missing = folder.resolve("missing");
    CommandRun none = CommandRun.of("client", "ledger", "--ledger", missing.toString());
    assertThat(none.err()).contains("ledger: there is no folder " + missing);
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(missing).doesNotExist();
    CommandRun cache = CommandRun.of("client", "ledger", "--cache", missing.toString());
    assertThat(cache.err()).contains("cache: there is no folder " + missing);
    assertThat(cache.exitCode()).isEqualTo(2);
    Path file = Files.writeString(folder.resolve("file"), "");
    CommandRun wrong = CommandRun.of("client", "ledger", "--ledger", file.toString());
    assertThat(wrong.err()).contains("ledger: " + file + " is a file (expected: the folder that");
    assertThat(wrong.exitCode()).isEqualTo(2);
  }

  @Test
  void aHalfLineAtTheEndOfTheLedgerIsSaidAndLeftAsItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("ledger.jsonl"), "{\"run\": ");
    CommandRun read = CommandRun.of("client", "ledger", "--ledger", folder.toString());
    assertThat(read.out()).contains("Note: the last line of " + file + " is cut");
    assertThat(file).hasContent("{\"run\": ");
  }

  @Test
  void aMaskedRunIsEnteredAndTheLimitOfRoundsHoldsInTheNextRunToo() throws Exception {
    Path shares = folder.resolve("shares");
    assertThat(
            CommandRun.of(
                    "partition",
                    "--data",
                    "demo:users=4,pictures=6,test=10",
                    "--export",
                    shares.toString())
                .exitCode())
        .isZero();
    Path policy = policy("require-secure-aggregation: true\nmax-rounds: 3\n");
    List<CommandRun> first = run(shares, policy, 2, 120);
    assertThat(first).extracting(CommandRun::exitCode).containsOnly(0);

    String told = CommandRun.of("client", "ledger", "--cache", cache()).out();
    assertThat(told)
        .contains(shares.resolve("client-000").toString())
        .contains("2 in 1 run, the last at ")
        .contains("masked    2 of 2")
        .contains("no bound (2 rounds without noise of this client's own)");

    List<CommandRun> second = run(shares, policy, 2, 12);
    assertThat(second.subList(1, 5))
        .allSatisfy(
            node ->
                assertThat(node.err())
                    .contains("have taken part in 3 rounds (expected: at most 3, as --max-rounds"))
        .extracting(CommandRun::exitCode)
        .containsOnly(2);
  }

  private String cache() {
    return folder.resolve("cache").toString();
  }

  /**
   * The coordinator's result, then the clients'.
   *
   * @param wait seconds in which the clients must have joined, on a busy machine too
   */
  private List<CommandRun> run(Path shares, Path policy, int rounds, int wait) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    List<CompletableFuture<CommandRun>> all = new ArrayList<>();
    String line =
        "coordinator --listen 127.0.0.1:%d --min-clients 4 --rounds %d --secure-aggregation --start zero --local-epochs 1 --wait %ds --deadline 5s --format json --cache %s --out %s"
            .formatted(port, rounds, wait, cache(), Files.createTempDirectory(folder, "run"));
    all.add(started(line));
    for (int i = 0; i < 4; i++) {
      all.add(
          started(
              "client --coordinator 127.0.0.1:%d --data %s --name client-00%d --cache %s --policy %s --attempts 10"
                  .formatted(port, shares.resolve("client-00" + i), i, cache(), policy)));
    }
    List<CommandRun> ended = new ArrayList<>();
    for (CompletableFuture<CommandRun> one : all) {
      ended.add(one.get());
    }
    return ended;
  }

  private static CompletableFuture<CommandRun> started(String line) {
    return CompletableFuture.supplyAsync(
        () -> CommandRun.of(line.split(" ")), work -> new Thread(work).start());
  }
}
