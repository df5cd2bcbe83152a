package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SummaryRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --until} and {@code --patience}: runs that end before their last round. */
final class UntilTest {
  private final Path folder;

  UntilTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CommandRun simulate(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("simulate", "--quiet"));
    args.addAll(List.of("--data", "demo:users=4,pictures=20,test=60", "--strategy", "fedavg"));
    args.addAll(List.of("--backbone", "pixels", "--image-size", "8", "--standardise", "none"));
    args.addAll(List.of("--cache", folder.resolve("cache").toString()));
    args.addAll(List.of("--out", folder.resolve(name).toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private CommandRun resume(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("simulate", "--quiet"));
    args.addAll(List.of("--resume", folder.resolve(name).toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private RecordedRun read(String name) {
    return RunFolder.open(folder.resolve(name));
  }

  private SummaryRecord summary(String name) {
    return Objects.requireNonNull(read(name).summary());
  }

  /** Accuracies by round of a run that does not stop. */
  private List<Double> accuracies() {
    assertThat(simulate("all", "--rounds", "8").exitCode()).isEqualTo(0);
    return read("all").rounds().stream()
        .map(r -> Objects.requireNonNull(r.evalAccuracy()))
        .toList();
  }

  @Test
  void runEndsWithTheRoundThatReachesTheTargetAndSaysWhatItTook() throws IOException {
    List<Double> all = accuracies();
    double target = all.stream().limit(5).mapToDouble(a -> a).max().orElseThrow();
    int round = 1 + all.indexOf(target);

    CommandRun run = simulate("some", "--rounds", "8", "--until", "accuracy=" + target);

    assertThat(run.exitCode()).isEqualTo(0);
    SummaryRecord summary = summary("some");
    assertThat(summary.outcome()).isEqualTo(RunOutcome.TARGET_REACHED);
    assertThat(summary.rounds()).isEqualTo(round);
    SummaryRecord.Reached reached = Objects.requireNonNull(summary.target());
    assertThat(reached.until()).isEqualTo("accuracy=" + target);
    assertThat(reached.round()).isEqualTo(round);
    assertThat(reached.bytesUp()).isEqualTo(summary.bytesUp());
    assertThat(folder.resolve("some").resolve(RunFolder.REPORT))
        .content()
        .contains("Reached its target", "was reached in round " + round);
    // Clients score the last round, which is this one.
    assertThat(summary.clientAccuracy()).isNotNull();
    assertThat(read("some").rounds())
        .extracting(RoundRecord::digest)
        .isEqualTo(read("all").rounds().stream().limit(round).map(RoundRecord::digest).toList());
  }

  @Test
  void targetOutOfReachIsSaidAndTheRunIsDone() {
    assertThat(simulate("run", "--rounds", "2", "--until", "loss=1e-9").exitCode()).isEqualTo(0);

    SummaryRecord summary = summary("run");
    assertThat(summary.outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(Objects.requireNonNull(summary.target()).round()).isNull();
    assertThat(summary.targetSentence()).contains("loss=1.0E-9 was not reached");
  }

  @Test
  void runWithoutImprovementEndsWhenPatienceDoes() {
    // Nothing moves at such a rate: no round is better than the first.
    CommandRun run = simulate("run", "--rounds", "9", "--lr", "1e-12", "--patience", "3");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(summary("run").outcome()).isEqualTo(RunOutcome.NO_IMPROVEMENT);
    assertThat(summary("run").rounds()).isEqualTo(4);
  }

  @Test
  void runThatReachedItsTargetIsOverUntilTheTargetIsHigherOrGone() throws IOException {
    simulate("run", "--rounds", "6", "--until", "accuracy=0.01");
    String rounds = Files.readString(folder.resolve("run").resolve(RunFolder.ROUNDS));

    assertThat(resume("run").exitCode()).isEqualTo(0);
    assertThat(folder.resolve("run").resolve(RunFolder.ROUNDS)).content().isEqualTo(rounds);
    assertThat(summary("run").outcome()).isEqualTo(RunOutcome.TARGET_REACHED);

    assertThat(resume("run", "--rounds", "3", "--until", "none").exitCode()).isEqualTo(0);
    assertThat(summary("run").rounds()).isEqualTo(3);
    assertThat(summary("run").outcome()).isEqualTo(RunOutcome.DONE);
  }

  /** Patience counts the rounds before an interruption: the run ends with the same round. */
  @Test
  void interruptedRunEndsWithTheSameRound() {
    String[] flags = {"--lr", "1e-12", "--patience", "3"};
    simulate("run", "--rounds", "2", flags[0], flags[1], flags[2], flags[3]);

    assertThat(resume("run", "--rounds", "9").exitCode()).isEqualTo(0);
    assertThat(summary("run").rounds()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "--until, accuracy=90, above 0 and at most 1",
    "--until, 0.9, 'accuracy=SHARE or loss=NATS'",
    "--patience, -1, at least 1 round"
  })
  void whatIsNoTargetIsRefused(String flag, String value, String expected) {
    CommandRun run = simulate("run", flag, value);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().replaceAll("\\s+", " ")).contains(expected);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void runWithoutScoresCannotWaitForOne() {
    CommandRun run =
        CommandRun.of(
            "simulate",
            "--data=demo:users=4,pictures=20,test=0",
            "--backbone=pixels",
            "--holdout=0",
            "--until=loss=1",
            "--out=" + folder.resolve("run"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().replaceAll("\\s+", " ")).contains("no round of this run has a score");
  }
}
