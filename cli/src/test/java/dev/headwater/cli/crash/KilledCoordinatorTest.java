package dev.headwater.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.cli.process.LiveProgram;
import dev.headwater.simulations.output.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A coordinator's process is ended, as by SIGKILL, before a step on disk, and often once more while
 * it resumes; the clients stay and wait for it. The run must end as an uninterrupted one, its audit
 * log must verify, a replay must find nothing that differs, and every client must be told that it
 * is over. {@code -Dheadwater.crash.seed=N} repeats a failure.
 */
final class KilledCoordinatorTest {
  private static final int CLIENTS = 3;
  private static final int PATIENCE = 120;
  private static final int SIDE_BY_SIDE = 3;

  private static final List<RunKind> SAMPLED =
      List.of(
          RunKind.OPEN,
          RunKind.CLIENT_MEMORY,
          RunKind.CENTRAL,
          RunKind.BANDED,
          RunKind.MASKED,
          RunKind.MASKED_NOISE);

  /** A kill may cost a masked run one round, and most rounds must have a sum. */
  private static final int MASKED_ROUNDS = 5;

  private static final long SEED = Long.getLong("headwater.crash.seed", System.nanoTime());

  private static Path shares;

  private final Path folder;

  KilledCoordinatorTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void export(@TempDir Path shared) {
    shares = shared.resolve("shares");
    CommandRun exported =
        CommandRun.of(
            "partition", "--data", "demo:users=3,pictures=8,test=0", "--export", "" + shares);
    assertThat(exported.exitCode()).as(exported.err()).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A run whose coordinator ends before these steps, one after the other, and then goes on. */
  private Path run(RunKind kind, int... steps) throws Exception {
    Path world = Files.createTempDirectory(folder, "world");
    Path run = world.resolve("run");
    int port = freePort();
    List<CompletableFuture<CommandRun>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(client(world, port, "client-00" + i));
    }
    String how = "%s, killed (-Dheadwater.crash.seed=%d)".formatted(kind, SEED);
    boolean ended = false;
    for (int step : steps) {
      how += " before step " + step;
      try (LiveProgram coordinator = coordinator(kind, run, port, step)) {
        int code = coordinator.exitCode(PATIENCE);
        assertThat(code).as(how + ": " + coordinator.said()).isIn(0, 137);
        ended = code == 0;
        how += ended ? " (never reached)" : "";
      }
    }
    if (!ended) {
      try (LiveProgram coordinator = coordinator(kind, run, port, Integer.MAX_VALUE)) {
        assertThat(coordinator.exitCode(PATIENCE)).as(how + ": " + coordinator.said()).isZero();
      }
    }
    for (CompletableFuture<CommandRun> client : clients) {
      assertThat(client.get().exitCode()).as(how + ": " + client.get().err()).isZero();
    }
    return run;
  }

  /** As an operator goes on who does not know when it was killed. */
  private static LiveProgram coordinator(RunKind kind, Path run, int port, int step)
      throws IOException {
    List<String> args = new ArrayList<>(List.of(run.toString(), "" + step, "coordinator"));
    if (Files.exists(run.resolve(RunFolder.CONFIG))) {
      args.addAll(List.of("--resume", run.toString()));
    } else {
      args.addAll(List.of("--listen", "127.0.0.1:" + port, "--min-clients", "" + CLIENTS));
      args.addAll(List.of("--backbone", "pixels", "--image-size", "8"));
      args.addAll(List.of("--rounds", kind.masked() ? "" + MASKED_ROUNDS : "3"));
      args.addAll(
          List.of("--labels", "boat,butterfly,car,cup,fish,flower,house,mushroom,star,tree"));
      args.addAll(List.of("--deadline", "60s", "--wait", "60s", "--out", run.toString()));
      args.addAll(List.of("--cache", run.resolveSibling("cache").toString()));
      args.addAll(kind.flags());
    }
    return LiveProgram.start(
        List.of("-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true"), HaltingMain.class, args);
  }

  private static CompletableFuture<CommandRun> client(Path world, int port, String name) {
    String line =
        "client --coordinator 127.0.0.1:%d --data %s --name %s --cache %s --attempts 1000"
            .formatted(port, shares.resolve(name), name, world.resolve("clients"));
    return CompletableFuture.supplyAsync(
        () -> CommandRun.of(line.split(" ")), work -> new Thread(work, name).start());
  }

  /** An uninterrupted run, and how many steps on disk its coordinator took. */
  private record Uninterrupted(WholeRun whole, int steps) {}

  private Uninterrupted uninterrupted(RunKind kind) throws Exception {
    Path run = run(kind, Integer.MAX_VALUE - 1);
    return new Uninterrupted(WholeRun.of(kind, run), HaltingMain.steps(run));
  }

  private void requireLike(WholeRun whole, Path run, int kills, String where) throws IOException {
    String how = where + " (-Dheadwater.crash.seed=%d)".formatted(SEED);
    if (whole.kind().masked()) {
      whole.requireLikeButForRoundsWithoutKeys(run, kills, how);
    } else {
      whole.requireLike(run, how);
    }
    CommandRun audit = CommandRun.of("audit", "verify", run.toString());
    assertThat(audit.exitCode()).as(how + ": " + audit.err()).isZero();
    CommandRun replay = CommandRun.of("replay", run.toString(), "--data", shares.toString());
    assertThat(replay.exitCode()).as(how + ": " + replay.out() + replay.err()).isZero();
  }

  /** One of these kinds in each build, since every kill costs two starts of Java. */
  @Test
  void aRunWhoseCoordinatorWasKilledAtSomeStepEndsAsIfNothingHadHappened() throws Exception {
    Random random = new Random(SEED);
    RunKind kind = SAMPLED.get(random.nextInt(SAMPLED.size()));
    Uninterrupted one = uninterrupted(kind);
    int[] steps = random.ints(2, 1, one.steps() + 1).toArray();
    requireLike(
        one.whole(), run(kind, steps), steps.length, kind + " at " + Arrays.toString(steps));
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource(names = {"CLIENT_MEMORY", "BANDED", "MASKED_NOISE"})
  void aRunWhoseCoordinatorWasKilledAtAnyStepEndsAsIfNothingHadHappened(RunKind kind)
      throws Exception {
    killedEvery(1, kind);
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource(
      names = {"CLIENT_MEMORY", "BANDED", "MASKED_NOISE"},
      mode = EnumSource.Mode.EXCLUDE)
  void aRunWhoseCoordinatorWasKilledAtManyStepsEndsAsIfNothingHadHappened(RunKind kind)
      throws Exception {
    killedEvery(7, kind);
  }

  /** Kills of one kind run side by side, since most of each is waiting for Java and for clients. */
  private void killedEvery(int stride, RunKind kind) throws Exception {
    Uninterrupted one = uninterrupted(kind);
    int[] steps =
        IntStream.iterate(
                1 + new Random(SEED).nextInt(stride),
                step -> step <= one.steps(),
                step -> step + stride)
            .toArray();
    ExecutorService side = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    try {
      List<Future<?>> kills = new ArrayList<>();
      for (int step : steps) {
        kills.add(
            side.submit(
                () -> {
                  requireLike(one.whole(), run(kind, step), 1, kind + " at " + step);
                  return null;
                }));
      }
      for (Future<?> kill : kills) {
        kill.get();
      }
    } finally {
      side.shutdownNow();
    }
    System.out.printf(
        "%s: coordinator killed before %d of %d steps%n", kind, steps.length, one.steps());
  }
}
