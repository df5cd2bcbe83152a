package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.training.Arithmetic;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.LedgerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code --resume}: the run goes on in its own folder, and what it has spent stays spent. */
final class ResumeTest {
  private static final String DATA = "demo:users=5,pictures=20,test=40";

  private final Path folder;

  ResumeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CommandRun begin(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("simulate", "--data", DATA, "--format", "json"));
    args.addAll(List.of("--out", folder.resolve(name).toString()));
    if (!List.of(more).contains("--backbone")) {
      args.addAll(List.of("--backbone", "pixels", "--image-size", "8"));
    }
    args.addAll(TestCache.flags());
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private CommandRun resume(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("simulate", "--format", "json"));
    args.addAll(List.of("--resume", folder.resolve(name).toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private CommandRun beginPrivate(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("--privacy", "central", "--noise-multiplier", "2"));
    args.addAll(List.of(more));
    return begin(name, args.toArray(String[]::new));
  }

  private static String[] with(String[] args, String last) {
    String[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = last;
    return all;
  }

  private RecordedRun read(String name) {
    return RunFolder.open(folder.resolve(name));
  }

  private SummaryRecord summary(String name) {
    return Objects.requireNonNull(read(name).summary());
  }

  private List<String> digests(String name) {
    return read(name).rounds().stream().map(RoundRecord::digest).toList();
  }

  private static void refused(CommandRun run, String... sentence) {
    assertThat(run.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  /** Momentum, moments, control variates and what clients remember must all come back. */
  @ParameterizedTest
  @CsvSource({
    "fedavgm:0.9, memory",
    "fedadam:0.02, memory",
    "fednova, memory",
    "scaffold, memory",
    "scaffold, grpc",
    "fedadagrad:0.02, memory",
    "qfedavg:2, memory",
    "feddyn:0.1, memory",
    "feddyn:0.1, grpc",
    "ditto:0.5, memory",
  })
  void aRunThatWentOnHasTheBitsOfOneThatWasNeverInterrupted(String strategy, String transport)
      throws IOException {
    goesOn("--strategy", strategy, "--transport", transport, "--cohort", "3", "--rounds");
  }

  /** What was not sent must come back, and the same places and roundings be drawn again. */
  @ParameterizedTest
  @CsvSource({"top-k:0.1, memory", "top-k:0.1, grpc", "random-k:0.2, memory", "int8, memory"})
  void aCompressedRunGoesOnWithItsBits(String compression, String transport) throws IOException {
    goesOn(
        "--strategy",
        "ditto:0.5",
        "--compression",
        compression,
        "--transport",
        transport,
        "--rounds");
  }

  private void goesOn(String... how) throws IOException {
    assertThat(begin("whole", with(how, "4")).exitCode()).isZero();
    assertThat(begin("killed", with(how, "2")).exitCode()).isZero();
    // As kill -9 leaves it: round 3 reported after the last checkpoint, round 4 half, no summary.
    Path killed = folder.resolve("killed");
    List<String> lines = Files.readAllLines(folder.resolve("whole").resolve(RunFolder.ROUNDS));
    Files.writeString(
        killed.resolve(RunFolder.ROUNDS),
        lines.get(2) + "\n" + lines.get(3).substring(0, 40),
        StandardOpenOption.APPEND);
    Files.delete(killed.resolve(RunFolder.SUMMARY));

    CommandRun run = resume("killed", "--rounds", "4");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(digests("killed")).hasSize(4).isEqualTo(digests("whole"));
    assertThat(summary("killed").digest()).isEqualTo(summary("whole").digest());
    assertThat(summary("killed").rounds()).isEqualTo(4);
    assertThat(read("killed").notes()).isEmpty();
  }

  @Test
  void aHeadWithHiddenLayersGoesOnWithItsBitsAndAsNoOtherHead() throws IOException {
    String[] hidden = {"--backbone", "embedded", "--head", "mlp:8,5", "--rounds"};
    assertThat(begin("whole", with(hidden, "3")).exitCode()).isZero();
    assertThat(begin("run", with(hidden, "2")).exitCode()).isZero();

    refused(resume("run", "--rounds", "3", "--head", "linear"), "checkpoint", "(expected: ");
    assertThat(resume("run", "--rounds", "3").exitCode()).isZero();

    assertThat(digests("run")).hasSize(3).isEqualTo(digests("whole"));
    assertThat(folder.resolve("run/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
  }

  @Test
  void aRunThatHasDoneMoreRoundsThanItIsAskedForIsRefused() {
    assertThat(begin("run", "--rounds", "2").exitCode()).isZero();
    refused(resume("run", "--rounds", "1"), "has done 2 rounds of 1", "--rounds");
  }

  @Test
  void aRunThatStoppedAtItsBudgetGoesOnWithALargerOne() {
    CommandRun stopped = beginPrivate("run", "--rounds", "3", "--epsilon-budget", "1.4");
    assertThat(stopped.exitCode()).isEqualTo(3);
    assertThat(summary("run").outcome()).isEqualTo(RunOutcome.BUDGET_SPENT);
    assertThat(summary("run").rounds()).isEqualTo(2);

    assertThat(resume("run", "--epsilon-budget", "50").exitCode()).isZero();

    List<LedgerEntry> entries = LedgerFile.read(folder.resolve("run")).entries();
    assertThat(entries).filteredOn(e -> e instanceof LedgerEntry.Paid).hasSize(3);
    assertThat(entries).contains(new LedgerEntry.Resumed(3, 50.0));
    assertThat(read("run").rounds())
        .extracting(RoundRecord::epsilon)
        .doesNotContainNull()
        .isSorted();
    assertThat(folder.resolve("run").resolve(RunFolder.REPORT)).content().contains("of 50");
  }

  @Test
  void aLedgerThatSomebodyChangedIsRefused() throws IOException {
    assertThat(beginPrivate("run", "--rounds", "2").exitCode()).isZero();
    Path ledger = folder.resolve("run").resolve(LedgerFile.NAME);
    List<String> lines = new ArrayList<>(Files.readAllLines(ledger));
    lines.set(1, lines.get(1).replaceFirst("\"epsilon\":[0-9.E-]+", "\"epsilon\":0.1"));
    Files.write(ledger, lines);

    refused(resume("run", "--rounds", "3"), "ledger: line 3 of " + ledger, "does not follow");
    refused(CommandRun.of("report", folder.resolve("run").toString()), "ledger: line 3");
  }

  @Test
  void anotherStrategyOrHeadDoesNotGoOnFromThisState() throws IOException {
    assertThat(begin("run", "--strategy", "scaffold", "--rounds", "1").exitCode()).isZero();
    refused(
        resume("run", "--rounds", "2", "--strategy", "fedadam"),
        "is of strategy scaffold:1, and the run that goes on of fedadam:0.1,0.9,0.99,0.001 (expected: the same");
    refused(
        resume("run", "--rounds", "2", "--arithmetic", "7"),
        "arithmetic: 7 (expected: " + Arithmetic.VERSION);
    assertThat(resume("run", "--rounds", "2").exitCode()).isZero();
  }

  @Test
  void aPrivateRunGoesOnWithTheSamePromiseOnly() throws IOException {
    assertThat(beginPrivate("run", "--rounds", "1").exitCode()).isZero();
    Path config =
        Files.writeString(
            folder.resolve("public.yaml"), "data: " + DATA + "\nbackbone: pixels\nimage-size: 8\n");

    refused(
        resume("run", "--rounds", "2", "--config", config.toString()),
        "has spent privacy, and this run has no privacy guarantee");
    refused(
        resume("run", "--rounds", "2", "--noise-source", "seeded"), "expected: the same guarantee");
    assertThat(resume("run", "--rounds", "2").exitCode()).isZero();
  }
}
