package dev.headwater.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.cli.TestCache;
import dev.headwater.files.disk.PowerCut;
import dev.headwater.files.disk.PowerCut.Loss;
import dev.headwater.simulations.output.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run that is killed before a write, an fsync or a rename, or in the middle of a write, and is
 * then resumed by its command, ends as if nothing had happened. The process is this one: what it
 * had handed to the system is left, or only what it had forced to the disk.
 */
final class CrashedRunsTest {
  private static final int SAMPLE = 2;
  private static final long SEED = Long.getLong("headwater.crash.seed", System.nanoTime());

  private final Path folder;

  CrashedRunsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private List<String> command(RunKind kind) {
    List<String> args = new ArrayList<>(List.of("simulate", "--format", "json"));
    args.addAll(List.of("--data", "demo:users=3,pictures=8,test=10"));
    args.addAll(List.of("--backbone", "pixels", "--image-size", "8"));
    args.addAll(List.of("--rounds", "3", "--cache", TestCache.path()));
    args.addAll(kind.flags());
    return args;
  }

  private CommandRun begin(RunKind kind, Path out) {
    List<String> args = command(kind);
    args.addAll(List.of("--out", out.toString()));
    return CommandRun.of(args.toArray(String[]::new));
  }

  /** As somebody would go on who does not know when the run was killed. */
  private CommandRun goOn(RunKind kind, Path run) {
    return Files.exists(run.resolve(RunFolder.CONFIG))
        ? CommandRun.of("simulate", "--format", "json", "--resume", run.toString())
        : begin(kind, run);
  }

  private WholeRun whole(RunKind kind) {
    Path run = folder.resolve("whole");
    CommandRun done = begin(kind, run);
    assertThat(done.exitCode()).as(done.err()).isZero();
    return WholeRun.of(kind, run);
  }

  /** Steps on disk of a run that nothing interrupts. */
  private int steps(RunKind kind) {
    Path run = folder.resolve("counted");
    try (PowerCut counting = PowerCut.never(run)) {
      CommandRun done = begin(kind, run);
      assertThat(done.exitCode()).as(done.err()).isZero();
      return counting.steps();
    }
  }

  /** Kills the run before a step, and once more after it went on, if {@code again} is above 0. */
  private void kill(WholeRun whole, int step, Loss loss, int again) throws IOException {
    RunKind kind = whole.kind();
    Path run = Files.createTempDirectory(folder, "run").resolve("run");
    String how = cut(kind, run, step, loss, false);
    if (again > 0) {
      how += ", then " + cut(kind, run, again, loss, true);
    }
    CommandRun done = goOn(kind, run);
    assertThat(done.exitCode()).as(how + ": " + done.err()).isZero();
    whole.requireLike(run, how);
  }

  private String cut(RunKind kind, Path run, int step, Loss loss, boolean resumed) {
    try (PowerCut cut = PowerCut.before(run, step, loss)) {
      try {
        CommandRun done = resumed ? goOn(kind, run) : begin(kind, run);
        assertThat(done.exitCode()).as("%s: %s", cut, done.err()).isZero(); // never reached
      } catch (PowerCut.Gone e) {
        assertThat(cut.happened()).isTrue();
      }
      return "%s, %s at %s (-Dheadwater.crash.seed=%d)".formatted(kind, loss, cut, SEED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatWasKilledAtSomeStepEndsAsIfNothingHadHappened(RunKind kind) throws IOException {
    WholeRun whole = whole(kind);
    int steps = steps(kind);
    Random random = new Random(SEED + kind.name().hashCode());
    for (int i = 0; i < SAMPLE; i++) {
      Loss loss = random.nextBoolean() ? Loss.OF_PROCESS : Loss.OF_POWER;
      kill(whole, 1 + random.nextInt(steps), loss, random.nextInt(steps));
    }
  }

  @Tag("full")
  @ParameterizedTest
  @EnumSource
  void aRunThatWasKilledAtAnyStepEndsAsIfNothingHadHappened(RunKind kind) throws IOException {
    WholeRun whole = whole(kind);
    int steps = steps(kind);
    Random random = new Random(SEED + kind.name().hashCode());
    for (int step = 1; step <= steps; step++) {
      for (Loss loss : Loss.values()) {
        kill(whole, step, loss, random.nextBoolean() ? 0 : 1 + random.nextInt(steps));
      }
    }
    System.out.printf("%s: killed before each of %d steps, twice%n", kind, steps);
  }
}
