package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.output.state.FolderPlace;
import dev.headwater.simulations.output.state.LedgerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks on what a run has spent: its ledger is cut, deleted, copied, or two processes go on with
 * it. Each ends with exit code 2 and a sentence that names the files, and changes none of them.
 */
final class ResetLedgerTest {
  private final Path folder;
  private final Path run;
  private final Path ledger;

  ResetLedgerTest(@TempDir Path folder) {
    this.folder = folder;
    this.run = folder.resolve("run");
    this.ledger = run.resolve(LedgerFile.NAME);
  }

  /** Two promised rounds, and then a crash: there is no summary. */
  @BeforeEach
  void crashed() throws IOException {
    CommandRun begun =
        CommandRun.of(
            "simulate",
            "--data",
            "demo:users=4,pictures=8,test=10",
            "--backbone",
            "pixels",
            "--privacy",
            "central",
            "--noise-multiplier",
            "2",
            "--rounds",
            "2",
            "--cache",
            folder.resolve("cache").toString(),
            "--out",
            run.toString());
    assertThat(begun.exitCode()).describedAs(begun.err()).isZero();
    Files.delete(run.resolve(RunFolder.SUMMARY));
  }

  private CommandRun resume(Path run, String... more) {
    List<String> args = new ArrayList<>(List.of("simulate", "--resume", run.toString()));
    args.addAll(List.of("--rounds", "3"));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  @Test
  void aReportAndATotalWithoutTheLedgerSayThatItIsMissing() throws IOException {
    Files.delete(ledger);
    Files.deleteIfExists(run.resolve("ledger.head"));
    CommandRun total = CommandRun.of("privacy", "total", run.toString());
    assertThat(total.err()).contains("ledger: " + ledger + " is missing").doesNotContain("\tat ");
    assertThat(total.exitCode()).isEqualTo(2);

    CommandRun report = CommandRun.of("report", run.toString());
    assertThat(report.exitCode()).describedAs(report.err()).isZero();
    assertThat(run.resolve("report-again.html"))
        .content()
        .contains("<dt>Epsilon</dt><dd class=\"value\">ledger missing</dd>")
        .contains("The ledger is gone");
  }

  private void refused(String... words) throws IOException {
    refused(run, words);
  }

  private void refused(Path run, String... words) throws IOException {
    List<String> before = contents(run);
    CommandRun refused = resume(run);
    assertThat(refused.err()).contains(words).contains("(expected: ").doesNotContain("\tat ");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(contents(run)).isEqualTo(before);
  }

  private static List<String> contents(Path run) throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.filter(f -> !f.endsWith(FolderLock.NAME)).sorted().toList()) {
        contents.add(file.getFileName() + " " + Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  @Test
  void ledgerThatIsWholeGoesOnFromWhatWasSpent() {
    CommandRun resumed = resume(run);
    assertThat(resumed.exitCode()).describedAs(resumed.err()).isZero();
    assertThat(LedgerFile.read(run).entries())
        .filteredOn(entry -> entry instanceof LedgerEntry.Paid)
        .hasSize(3);
  }

  @Test
  void ledgerThatIsCutAtAnyLineIsMissedByItsHead() throws IOException {
    List<String> lines = Files.readAllLines(ledger);
    assertThat(lines).hasSize(5); // opened, then paid and closed for each round
    for (int kept = 0; kept < lines.size(); kept++) {
      Files.write(ledger, lines.subList(0, kept));
      refused(ledger.toString(), "ledger.head ends with", "cut off");
    }
  }

  @Test
  void ledgerThatIsCutWithItsHeadIsMissedByTheRounds() throws IOException {
    List<String> lines = Files.readAllLines(ledger);
    String head = LedgerFile.read(run).digests().get(2);
    Files.write(ledger, lines.subList(0, 3));
    Files.writeString(run.resolve(LedgerFile.HEAD), head);
    refused(ledger.toString(), "round 2 of rounds.jsonl ends with");

    Files.write(
        run.resolve(RunFolder.ROUNDS),
        Files.readAllLines(run.resolve(RunFolder.ROUNDS)).subList(0, 1));
    refused(ledger.toString(), Checkpoint.NAME + " ends with");
  }

  @Test
  void ledgerThatIsDeletedIsMissed() throws IOException {
    Files.delete(ledger);
    refused(ledger + " is missing");
    Files.delete(run.resolve(LedgerFile.HEAD));
    refused(ledger.toString(), "round 1 of rounds.jsonl ends with");
    Files.writeString(run.resolve(RunFolder.ROUNDS), "");
    refused(ledger.toString(), Checkpoint.NAME + " ends with");
    Files.delete(run.resolve(Checkpoint.NAME));
    refused(
        "has no ledger.jsonl", "it was deleted, or the rounds until now had no privacy guarantee");
  }

  @Test
  void headThatIsDeletedIsMissed() throws IOException {
    Files.delete(run.resolve(LedgerFile.HEAD));
    refused("ledger.head is missing");
  }

  @Test
  void checkpointOfOtherParametersThanTheRoundSaysIsRefused() throws IOException {
    Path rounds = run.resolve(RunFolder.ROUNDS);
    List<String> lines = new ArrayList<>(Files.readAllLines(rounds));
    lines.set(1, lines.get(1).replaceFirst("\"digest\":\"....", "\"digest\":\"0000"));
    Files.write(rounds, lines);
    refused(Checkpoint.NAME, "after round 2, and rounds.jsonl says 0000");
  }

  /** {@code cp -r} would fork the budget. */
  @Test
  void copyOfTheFolderDoesNotSpendTheBudgetASecondTime() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    refused(copy, "is a copy of the folder in which run ", "--adopt");
    // Nothing is left to run there, so nothing is spent, and the copy stays one.
    assertThat(
            CommandRun.of("simulate", "--resume", copy.toString(), "--rounds", "2", "--adopt")
                .exitCode())
        .isZero();
    refused(copy, "is a copy of the folder in which run ");
    Path place = copy.resolve(FolderPlace.NAME);
    String said = Files.readString(place);
    Files.delete(place);
    refused(copy, FolderPlace.NAME, "nobody knows whether this folder is a copy");
    Files.writeString(place, said);

    Path moved = Files.move(run, folder.resolve("moved"));
    assertThat(resume(moved).exitCode()).isZero();
    assertThat(resume(copy, "--adopt").exitCode()).isZero();
  }

  @Test
  void secondProcessDoesNotRunInTheSameFolder() throws IOException {
    try (FolderLock held = FolderLock.take(run)) {
      assertThat(held).isNotNull();
      refused("another process runs in " + run);
    }
    assertThat(resume(run).exitCode()).isZero();
  }
}
