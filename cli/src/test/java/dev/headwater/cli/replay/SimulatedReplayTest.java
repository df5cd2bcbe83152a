package dev.headwater.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.manifest.RecordManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulations are computed again from their configuration alone. */
final class SimulatedReplayTest {
  /** What those need that do not go by their names alone, with this little data. */
  private static final Map<String, String> ARGUMENTS =
      Map.of(
          "ditto", ":0.1",
          "fed3r", ":10",
          "feddyn", ":0.1",
          "fedprox", ":0.1",
          "fedsgd", ":0.1",
          "lda", ":0.5",
          "qfedavg", ":1");

  private static Path plain;

  private final Path folder;

  SimulatedReplayTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void record(@TempDir Path shared) {
    plain = Recorded.simulated(shared.resolve("plain"), "--rounds 3 --cohort 2 --start zero");
  }

  static Stream<String> strategies() {
    return Strategies.CHOICES.names().stream().map(name -> name + ARGUMENTS.getOrDefault(name, ""));
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void everyStrategyEndsInItsDigestsAgain(String strategy) {
    Path run = Recorded.simulated(folder.resolve("run"), "--rounds 3 --strategy " + strategy);
    int rounds = RunFolder.open(run).rounds().size();

    CommandRun again = Recorded.replay(run, "");

    assertThat(again.out()).startsWith("Equal: %d of %d round".formatted(rounds, rounds));
    assertThat(again.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--engine grpc",
        "--secure-aggregation --sum-bits 64",
        "--cohort 2 --compression top-k:0.1",
        "--cohort 2 --compression top-k:0.1,no-feedback",
        "--strategy fednova --local-epochs 3 --stragglers partial:0.7",
        "--engine grpc --start zero --local-epochs 3 --stragglers partial:0.7",
        "--stragglers drop:0.5",
        "--aggregator median --head mlp:4",
        "--privacy central --noise-multiplier 1 --noise-source seeded --sampling-rate 0.5",
        "--privacy distributed --noise-multiplier 1 --secure-aggregation --noise-source seeded",
        "--start fed3r --standardise federated",
      })
  void otherSettingsDoToo(String flags) {
    Path run = Recorded.simulated(folder.resolve("run"), "--rounds 3 " + flags);

    CommandRun again = Recorded.replay(run, "");

    assertThat(again.out()).startsWith("Equal: 3 of 3 rounds").doesNotContain("Not checked");
    assertThat(again.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--lr-schedule cosine | --rounds 4",
        "--strategy scaffold | --rounds 4 --lr 0.01 --local-epochs 2",
        "--cohort 2 --start zero | --rounds 4 --cohort 3 --weight-decay 0.01",
        "--privacy central --noise-multiplier 1 --noise-source seeded | --rounds 4 --lr 0.01",
      })
  void roundsBeforeARunWentOnWithOtherSettingsAreComputedWithTheirOwn(String line) {
    String[] flags = line.split(" \\| ", -1);
    Path run = Recorded.simulated(folder.resolve("run"), "--rounds 2 " + flags[0]);
    Recorded.resumed(run, flags[1]);
    Recorded.resumed(run, "--rounds 5 --threads 1");

    CommandRun again = Recorded.replay(run, "");

    assertThat(again.out()).startsWith("Equal: 5 of 5 rounds");
    assertThat(again.exitCode()).isZero();
  }

  @Test
  void attackersAttackAgain() throws IOException {
    Path plan = folder.resolve("plan.yaml");
    Files.writeString(
        plan,
        "attacks: [{attack: sign-flip, scale: 10, count: 1}, {attack: nan, clients: client-001, to: 2}]");
    Path run =
        Recorded.simulated(folder.resolve("run"), "--rounds 3 --start zero --attacks " + plan);

    assertThat(RunFolder.open(run).rounds().get(0).refused()).isPositive();
    assertThat(Recorded.replay(run, "").out()).startsWith("Equal: 3 of 3 rounds");
  }

  @Test
  void whereAnswersWereKeptTheFirstClientThatDiffersIsNamed() throws IOException {
    String flags = "--rounds 2 --start zero --standardise none --keep-contributions";
    Path run = Recorded.simulated(folder.resolve("run"), flags);

    CommandRun again = Recorded.replay(run, "");
    Path kept = run.resolve("contributions");
    Files.move(kept.resolve("round-000001.pb"), kept.resolve("spare"));
    Files.copy(kept.resolve("round-000002.pb"), kept.resolve("round-000001.pb"));
    Files.delete(kept.resolve("spare"));
    RecordManifest.write(run);
    CommandRun other = Recorded.replay(run, "");

    assertThat(again.out()).startsWith("Equal: 2 of 2 rounds computed again, 8 answers of clients");
    assertThat(other.out()).startsWith("Round 1, client client-000: its data gives answer ");
    assertThat(other.exitCode()).isEqualTo(5);
  }

  @Test
  void secureNoiseIsSaidNotToBeCheckedAndTheRecordStillIs() {
    String flags = "--rounds 2 --privacy central --noise-multiplier 1 --weights uniform";
    Path run = Recorded.simulated(folder.resolve("run"), flags);

    CommandRun again = Recorded.replay(run, "");

    assertThat(again.out())
        .contains(
            "Nothing was computed again, of 2 rounds. The files of the record agree with each other.")
        .contains("Not checked: No round: secure noise and the cohorts drawn under it are");
    assertThat(again.exitCode()).isZero();
  }

  @Test
  void aRunThatWasInterruptedIsComparedUpToItsLastRound() throws IOException {
    Path run = Recorded.copy(plain, folder.resolve("run"));
    Path rounds = run.resolve(RunFolder.ROUNDS);
    Files.write(rounds, Files.readAllLines(rounds).subList(0, 2));
    for (String later :
        new String[] {
          "record.json", "summary.json", "head.safetensors", "checkpoint.safetensors", "report.html"
        }) {
      Files.delete(run.resolve(later));
    }

    CommandRun again = Recorded.replay(run, "");

    assertThat(again.out())
        .startsWith("Equal: 2 of 2 rounds")
        .contains("Not checked: Bytes of files that no other file repeats: the run has no record");
  }

  @Test
  void anotherStrategyWithTheSameParticipationIsShownBesideTheRun() {
    String flags = "--rounds 3 --cohort 2 --start zero --strategy fedadam";
    Path other = Recorded.simulated(folder.resolve("other"), flags);

    CommandRun shown = Recorded.replay(plain, "--what-if strategy=fedadam --format json");
    Path written = folder.resolve("written");
    CommandRun kept = Recorded.replay(plain, "--what-if strategy=fedadam --out " + written);

    String digest = RunFolder.open(other).rounds().get(2).digest();
    assertThat(shown.out()).as(shown.err()).contains("\"digest\":\"" + digest + "\"");
    assertThat(RunFolder.open(written).rounds().get(2).digest()).isEqualTo(digest);
    assertThat(kept.out())
        .contains(" round   recorded    what-if   recorded    what-if    clients")
        .contains("With strategy=fedadam and the same participation: accuracy ");
    assertThat(Recorded.replay(written, "").out()).startsWith("Equal: 3 of 3 rounds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--what-if strategy | what-if: 'strategy' (expected: KEY=VALUE",
        "--what-if partition=iid | what-if: 'partition' is no setting of the training",
        "--what-if rounds=x | replay: ",
        "--what-if strategy=fedfoo | strategy: fedfoo",
        "--out x | out: without --what-if",
        "--threads 0 | threads: 0",
      })
  void whatCannotBeAskedForIsASentence(String line) {
    String[] parts = line.split(" \\| ", -1);

    CommandRun refused = Recorded.replay(plain, parts[0]);

    assertThat(refused.err()).contains(parts[1]).doesNotContain("\tat ");
    assertThat(refused.exitCode()).isEqualTo(2);
  }

  @Test
  void aFolderThatIsNoRunIsASentence() {
    CommandRun refused = Recorded.replay(folder.resolve("none"), "");
    assertThat(refused.err()).contains("is not a folder (expected: a run folder");
    assertThat(refused.exitCode()).isEqualTo(2);
  }
}
