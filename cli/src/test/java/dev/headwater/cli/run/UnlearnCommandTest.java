package dev.headwater.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code unlearn} gives the files of the run that never saw the client; nodes do, too. */
final class UnlearnCommandTest {
  private static final String SIMULATE =
      "simulate --data demo:users=5,pictures=20,test=0 --backbone pixels --image-size 8 --format json";

  private final Path folder;

  UnlearnCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CommandRun command(String line, String out) {
    return CommandRun.of(
        Stream.concat(
                Stream.of(line.replace("@", folder + "/").split(" ")),
                Stream.of("--out", folder.resolve(out).toString()))
            .toArray(String[]::new));
  }

  private void succeeds(String line, String out) {
    CommandRun run = command(line, out);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  private List<String> digests(String run) {
    return RunFolder.open(folder.resolve(run)).rounds().stream().map(RoundRecord::digest).toList();
  }

  private void sameHead(String run, String other) {
    assertThat(digests(run)).isNotEmpty().isEqualTo(digests(other));
    assertThat(folder.resolve(run).resolve("head.safetensors"))
        .hasSameBinaryContentAs(folder.resolve(other).resolve("head.safetensors"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--strategy fed3r", "--strategy lda --secure-aggregation --transport grpc"})
  void simulatedClientsLeaveOneAfterTheOther(String how) {
    succeeds(SIMULATE + " " + how, "all");

    succeeds("unlearn --run @all --client client-002 --format json", "one");
    succeeds(SIMULATE + " --without client-002 " + how, "without-one");
    sameHead("one", "without-one");

    succeeds("unlearn --run @one --client client-000 --format json", "two");
    succeeds(SIMULATE + " --without client-000,client-002 " + how, "without-two");
    sameHead("two", "without-two");
    assertThat(digests("two")).isNotEqualTo(digests("one"));
  }

  @ParameterizedTest
  @CsvSource({"fed3r,false", "fed3r --secure-aggregation,true"})
  void nodesLeaveOneAfterTheOther(String how, boolean another) throws Exception {
    succeeds(SIMULATE + " --strategy fed3r --without client-002", "without-one");
    succeeds(SIMULATE + " --strategy fed3r --without client-002,client-000", "without-two");
    String shares = "partition --data demo:users=5,pictures=20,test=0 --export " + folder;
    assertThat(CommandRun.of((shares + "/shares").split(" ")).exitCode()).isZero();
    int port = freePort();

    live(
        port,
        "coordinator --min-clients 5 --labels boat,butterfly,car,cup,fish,flower,house,mushroom,star,tree"
            + " --backbone pixels --image-size 8 --format json --listen 127.0.0.1:%d --strategy %s"
                .formatted(port, how),
        "all",
        "");
    live(port, "unlearn --run @all --client client-002 --format json", "one", "");
    sameHead("one", "without-one");

    if (another) { // the one that has left is up again
      live(port, "unlearn --run @one --client client-000 --format json", "two", "client-002");
      sameHead("two", "without-two");
    }
  }

  /**
   * One command that waits for nodes, and five of them, of which the one that is gone may not join.
   */
  private void live(int port, String line, String out, String gone) throws Exception {
    CompletableFuture<CommandRun> run = inBackground(out, () -> command(line, out));
    if (!gone.isEmpty()) { // before the run can end: then nobody would answer it
      CommandRun turnedAway = node(port, gone);
      assertThat(turnedAway.exitCode()).isEqualTo(2);
      assertThat(turnedAway.err()).contains("client: " + gone + " was taken out of this run");
    }
    List<CompletableFuture<CommandRun>> nodes =
        Stream.of("client-000", "client-001", "client-002", "client-003", "client-004")
            .filter(name -> !name.equals(gone))
            .map(name -> inBackground(name, () -> node(port, name)))
            .toList();
    assertThat(run.get().err()).isEmpty();
    assertThat(run.get().exitCode()).isZero();
    for (CompletableFuture<CommandRun> node : nodes) {
      assertThat(node.get().exitCode()).isZero();
    }
  }

  private CommandRun node(int port, String name) {
    return CommandRun.of(
        "client --coordinator 127.0.0.1:%d --name %s --data %s --cache %s --attempts 12"
            .formatted(port, name, folder.resolve("shares").resolve(name), folder.resolve("cache"))
            .split(" "));
  }

  /** On a thread of its own: nobody waits for a free one of a shared pool. */
  private static <T> CompletableFuture<T> inBackground(String name, Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, task -> new Thread(task, name).start());
  }

  @Test
  void nodeThatNeverJoinsEndsTheWaitWithExitCodeFour() throws IOException {
    succeeds(SIMULATE + " --strategy fed3r:2", "all");
    Path config = folder.resolve("all").resolve(RunFolder.CONFIG);
    Files.writeString(
        config,
        "listen: 127.0.0.1:%d\nbackbone: pixels\nimage-size: 8\nstrategy: 'fed3r:2'\nmin-clients: 2\n"
            .formatted(freePort()));

    CommandRun run =
        command("unlearn --run @all --client client-002 --wait 50ms --format json", "bad");

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(folder.resolve("bad").resolve("head.safetensors")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --strategy fed3r:2  | --client client-009 | client client-009 is not in the sums of this run
          --strategy fed3r:2  | --client a,b        | client: 'a,b'
          --strategy fed3r:2  | --client client-002 --token T | token: the clients of
          --rounds 3          | --client client-002 | updates that clients have trained cannot be taken back exactly
          --strategy fed3r:2 --privacy example --noise-multiplier 1 --delta 1e-3 | --client client-002 | nor sums with noise: run it again with --without NAME
          """)
  void mistakeIsASentenceAndLeavesNoFolder(String how, String flags, String sentence) {
    succeeds(SIMULATE + " " + how, "all");

    CommandRun run = command("unlearn --run @all --format json " + flags, "bad");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(sentence, "(expected: ").hasLineCount(1);
    assertThat(folder.resolve("bad")).doesNotExist();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
