package dev.headwater.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headwater.cli.CommandRun;
import dev.headwater.simulations.output.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SweepCommandTest {
  private static final String GRID =
      """
      grid:
        strategy: [fedavg, "fedavgm:0.9"]
        partition: [iid, "dirichlet:0.3"]
      seeds: [1, 2]
      """;

  private static final String SHORT =
      "grid: {strategy: [fedavg, \"fedavgm:0.9\"]}\nseeds: [1, 2]\n";
  private static final String ONE = "strategy-fedavgm-0.9_seed-2";

  private final SmallSweep small;

  SweepCommandTest(@TempDir Path folder) {
    this.small = new SmallSweep(folder);
  }

  private static void refused(CommandRun run, String... sentence) {
    assertThat(run.err().replaceAll("\\s+", " ")).contains(sentence).doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void everyCombinationRunsAndEqualSplitsAreCompared() throws IOException {
    CommandRun run = small.run(small.file(GRID));

    assertThat(run.exitCode()).isEqualTo(0);
    JsonNode json = SmallSweep.json(run);
    assertThat(json.path("settings")).hasSize(4);
    assertThat(json.at("/settings/0/setting/strategy").asText()).isEqualTo("fedavg");
    assertThat(json.at("/settings/0/accuracy/n").asInt()).isEqualTo(2);
    assertThat(json.at("/settings/0/runs")).hasSize(2);
    assertThat(json.at("/settings/0/curve")).hasSize(3);
    // One comparison below each partition; over partitions nothing is compared, which is said.
    assertThat(json.path("differences")).hasSize(2);
    assertThat(json.at("/answers/0/where").asText()).isEqualTo("partition=iid");
    assertThat(json.at("/notes/0").asText())
        .contains("in another way: partition=iid; partition=dirichlet:0.3.");
    assertThat(json.path("complete").asBoolean()).isTrue();
    assertThat(small.out().resolve("sweep.csv")).content().hasLineCount(5);
    assertThat(small.out().resolve("rounds.csv")).content().hasLineCount(1 + 8 * 3);
    assertThat(small.out().resolve("sweep.json")).content().contains("\"differences\"");
    assertThat(small.out().resolve("sweep.html"))
        .content()
        .contains("Which is better, and is it noise?", "strategy=fedavgm:0.9", "pictures=12")
        .contains("id=\"overlay-0\"", "id=\"overlay-1\"") // a chart below each partition
        .doesNotContain("id=\"overlay-2\"");
  }

  @Test
  void aRunWhoseFilesWereChangedIsNoResult() throws IOException {
    Path file = small.file(SHORT);
    small.run(file);
    Path rounds = small.out().resolve(ONE).resolve("rounds.jsonl");
    Files.writeString(rounds, Files.readString(rounds).lines().findFirst().orElseThrow() + "\n");

    CommandRun again = small.run(file);

    assertThat(again.exitCode()).isEqualTo(1);
    JsonNode json = SmallSweep.json(again);
    assertThat(json.at("/settings/1/runs")).hasSize(1);
    assertThat(json.toString()).contains("rounds.jsonl is not as the run wrote it", "move the run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3"})
  void runsHaveTheDigestsOfSingleRunsHoweverManyRunAtATime(String jobs) throws IOException {
    assertThat(small.run(small.file(SHORT), "--jobs", jobs).exitCode()).isEqualTo(0);
    Path single = small.out().resolveSibling("single");
    CommandRun run = small.simulate(single, "--rounds=3", "--strategy=fedavgm:0.9", "--seed=2");

    assertThat(run.exitCode()).isEqualTo(0);
    assertThat(SmallSweep.digests(small.out().resolve(ONE))).isEqualTo(SmallSweep.digests(single));
  }

  @Test
  void sweepThatWasKilledRunsNothingTwice() throws IOException {
    Path file = small.file(SHORT);
    CommandRun whole = small.run(file);
    Path killed = small.out().resolve(ONE);
    Path other = small.out().resolve("strategy-fedavg_seed-1");
    List<String> digests = SmallSweep.digests(killed);
    String ended = Files.readString(other.resolve(RunFolder.ROUNDS));
    String begun = Files.readString(killed.resolve(RunFolder.ROUNDS));
    // As a kill leaves it: a run without a summary, and no results.
    Files.delete(killed.resolve(RunFolder.SUMMARY));
    Files.delete(small.out().resolve("sweep.json"));

    CommandRun again = small.run(file);

    assertThat(again.exitCode()).isEqualTo(0);
    assertThat(other.resolve(RunFolder.ROUNDS)).content().isEqualTo(ended);
    assertThat(killed.resolve(RunFolder.ROUNDS)).content().isEqualTo(begun); // its seconds, too
    assertThat(killed.resolve(RunFolder.SUMMARY)).exists();
    assertThat(SmallSweep.digests(killed)).isEqualTo(digests);
    assertThat(SmallSweep.json(again).path("settings"))
        .isEqualTo(SmallSweep.json(whole).path("settings"));
  }

  @Test
  void interruptedRunGoesOnAfterItsLastRound() throws IOException {
    Path file = small.file(SHORT);
    Path begun = small.out().resolve(ONE);
    Files.createDirectories(small.out());
    Files.copy(file, small.out().resolve("sweep.yaml"));
    assertThat(small.simulate(begun, "--rounds=1", "--strategy=fedavgm:0.9", "--seed=2").exitCode())
        .isEqualTo(0);
    Files.delete(begun.resolve(RunFolder.SUMMARY));
    String first = Files.readAllLines(begun.resolve(RunFolder.ROUNDS)).get(0);

    assertThat(small.run(file).exitCode()).isEqualTo(0);

    Path single = small.out().resolveSibling("single");
    small.simulate(single, "--rounds=3", "--strategy=fedavgm:0.9", "--seed=2");
    assertThat(Files.readAllLines(begun.resolve(RunFolder.ROUNDS)).get(0)).isEqualTo(first);
    assertThat(SmallSweep.digests(begun)).isEqualTo(SmallSweep.digests(single));
  }

  @Test
  void longerFileRunsWhatIsNewAlone() throws IOException {
    small.run(small.file("grid: {strategy: [fedavg]}\n"));
    Path ended = small.out().resolve("strategy-fedavg_seed-1").resolve(RunFolder.ROUNDS);
    String rounds = Files.readString(ended);

    CommandRun more = small.run(small.file("grid: {strategy: [fedavg, fednova]}\nseeds: [1, 2]\n"));

    assertThat(more.exitCode()).isEqualTo(0);
    assertThat(ended).content().isEqualTo(rounds);
    assertThat(SmallSweep.json(more).at("/settings/1/runs")).hasSize(2);
  }

  @Test
  void otherSettingsInTheSameFolderAreRefused() throws IOException {
    Path file = small.file("grid: {strategy: [fedavg]}\n");
    small.run(file);
    Files.writeString(file, Files.readString(file).replace("rounds: 3", "rounds: 4"));

    refused(small.run(file), "says rounds 4", "was begun with rounds 3", "another --out");
  }

  @Test
  void folderOfSomethingElseIsRefused() throws IOException {
    Files.createDirectories(small.out());
    Files.writeString(small.out().resolve("thesis.tex"), "x");

    refused(small.run(small.file("seeds: [1]\n")), "is not empty, and no sweep is in it");
  }

  @Test
  void runThatFailsIsARowWithItsSentenceAndTheOthersGoOn() throws IOException {
    CommandRun run =
        small.run(small.file("list:\n  - {clients: 4}\n  - {clients: 400, partition: iid}\n"));

    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode json = SmallSweep.json(run);
    assertThat(json.at("/settings/0/runs")).hasSize(1);
    assertThat(json.at("/settings/1/runs")).isEmpty();
    assertThat(json.at("/settings/1/failed/0/sentence").asText()).contains("expected");
    assertThat(small.out().resolve("sweep.html")).content().contains("Runs that failed");
  }

  @Test
  void targetsAreComparedByTheirRounds() throws IOException {
    Path until = small.file("  until: accuracy=0.01\nlist:\n  - {lr: 0.01}\n  - {lr: 0.5}\n");

    JsonNode json = SmallSweep.json(small.run(until));

    assertThat(json.at("/settings/0/target/reached").asInt()).isEqualTo(1);
    assertThat(json.at("/settings/0/rounds_to_target/mean").asInt()).isEqualTo(1);
    assertThat(json.at("/differences/0/metric").asText()).isEqualTo("rounds_to_target");
    assertThat(json.at("/settings/0/runs/0/outcome").asText()).isEqualTo("target reached");
  }

  @Test
  void csvOnStandardOutputIsTheTable() throws IOException {
    CommandRun run = small.as("csv", small.file("grid: {strategy: [fedavg]}\n"));

    assertThat(run.out()).startsWith("strategy,runs,failed,").hasLineCount(2);
    assertThat(small.out().resolve("sweep.csv")).content().isEqualTo(run.out());
  }
}
