package dev.headwater.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.cli.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a resumed run says of itself, to people. */
final class ResumedOutputTest {
  private static final String DATA = "demo:users=2,pictures=10,test=10";

  private final Path folder;
  private final Path run;

  ResumedOutputTest(@TempDir Path folder) {
    this.folder = folder;
    this.run = folder.resolve("run");
  }

  private CommandRun done(String command, String... more) {
    List<String> args = new ArrayList<>(List.of(command, "--cache", "" + folder.resolve("cache")));
    args.addAll(List.of(more));
    CommandRun done = CommandRun.of(args.toArray(String[]::new));
    assertThat(done.exitCode()).as(done.err()).isZero();
    return done;
  }

  private List<String> said(int exitCode, String... args) throws Exception {
    try (LiveProgram program = LiveProgram.start(List.of(), Main.class, List.of(args))) {
      assertThat(program.exitCode(60)).as(program.said()).isEqualTo(exitCode);
      return program.said().lines().toList();
    }
  }

  @Test
  void aSimulationSaysWithWhichRoundItGoesOn() throws Exception {
    done("simulate", "--quiet", "--data", DATA, "--backbone=pixels", "--rounds=2", "--out=" + run);

    List<String> said = said(0, "simulate", "--resume", "" + run, "--rounds", "3");

    assertThat(said).containsOnlyOnce("Goes on from round 3 of 3 (" + run + ").");
    assertThat(said(0, "simulate", "--resume", "" + run))
        .noneMatch(line -> line.startsWith("Goes on"));
  }

  @Test
  void aCoordinatorSaysSoBeforeItWaitsForClients() throws Exception {
    String listen = "127.0.0.1:" + freePort();
    String shares = "" + folder.resolve("shares");
    assertThat(CommandRun.of("partition", "--data", DATA, "--export", shares).exitCode()).isZero();
    List<CompletableFuture<CommandRun>> clients = new ArrayList<>();
    for (String name : List.of("client-000", "client-001")) {
      String data = Path.of(shares, name).toString();
      clients.add(
          CompletableFuture.supplyAsync(
              () -> done("client", "--coordinator", listen, "--data", data, "--name", name),
              work -> new Thread(work, name).start()));
    }
    done(
        "coordinator",
        "--quiet",
        "--listen=" + listen,
        "--backbone=pixels",
        "--rounds=2",
        "--out=" + run);
    for (CompletableFuture<CommandRun> client : clients) {
      client.get();
    }

    List<String> said = said(4, "coordinator", "--resume", "" + run, "--rounds=5", "--wait=1s");

    String goesOn = "Goes on from round 3 of 5 (" + run + ").";
    assertThat(said)
        .containsSubsequence(goesOn, "waiting for clients: 0 of 2 enrolled")
        .containsOnlyOnce(goesOn);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
