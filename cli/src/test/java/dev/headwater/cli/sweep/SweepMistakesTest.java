package dev.headwater.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.cli.CommandRun;
import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a file is said before anything runs. */
final class SweepMistakesTest {
  private final SmallSweep small;

  SweepMistakesTest(@TempDir Path folder) {
    this.small = new SmallSweep(folder);
  }

  private static void refused(CommandRun run, String... sentence) {
    assertThat(run.err().replaceAll("\\s+", " ")).contains(sentence).doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "grid: {strategi: [fedavg]} | unknown key 'strategi' (did you mean 'strategy'",
        "base: {round: 3} | unknown key 'round' (did you mean 'rounds'",
        "rounds: 3 | has a part 'rounds' (expected: base, grid, list, seeds and paper; flags of all runs",
        "grit: {lr: [1]} | did you mean grid",
        "grid: {strategy: fedavg} | has no list for strategy below grid",
        "grid: {strategy: []} | has no list for strategy below grid",
        "grid: {lr: [0.1, 0.1]} | has a value of lr twice",
        "grid: {seed: [1, 2]} | says seed (expected: a line such as 'seeds: [1, 2, 3]')",
        "base: {seed: 1} | says seed",
        "base: {out: runs/x} | says out",
        "base: {resume: runs/x} | says resume",
        "grid: {threads: [1, 2]} | varies threads (expected: below base",
        "seeds: 3 | has no list of seeds",
        "seeds: [] | has no list of seeds",
        "seeds: [1, 1] | has a seed 1",
        "seeds: [1.5] | has a seed 1.5",
        "seeds: [18446744073709551617] | has a seed 18446744073709551617",
        "list: [] | has no list below list",
        "list: [fedavg] | has no flags below list",
        "list: [{lr: 0.1}, {lr: 0.10}] | lr=0.10 have equal settings",
        "grid: {lr: [fast]} | 'fast' is no number",
        "grid: {strategy: [fedavg, fedevg]} | fedevg",
        "grid: {rounds: [0]} | rounds: 0 (expected: at least 1)",
        "grid: {secure-aggregation: [maybe]} | 'maybe' (expected: true or false)",
        "{base: {lr: 0.1}, grid: {lr: [0.2]}} | says lr below grid and below base",
        "{list: [{lr: 0.1}], grid: {lr: [0.2]}} | says lr below grid and below list",
        "grid: [1, 2] | has no flags below grid"
      })
  void mistakeIsNamedAndNothingRuns(String text, String sentence) throws IOException {
    refused(small.run(small.text(text + "\n")), sentence);

    assertThat(small.out()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "'base: {data: nowhere}', 'data: there is no nowhere (expected: demo, a folder'",
    "'base: {test-data: nowhere}', data: there is no nowhere",
    "'grid: {data: [demo, nowhere]}', data: there is no nowhere"
  })
  void dataThatIsNotThereIsNamedOnceAndNothingRuns(String text, String sentence)
      throws IOException {
    CommandRun run = small.run(small.text(text + "\nseeds: [1, 2, 3]\n"));

    refused(run, sentence);
    assertThat(run.err().split("there is no", -1)).hasSize(2);
    assertThat(small.out()).doesNotExist();
  }

  @Test
  void dataIsLookedForBelowTheDataRootWhichMustBeThere(@TempDir Path root) throws IOException {
    Path file = small.text("base: {data: nowhere}\n");

    refused(small.run(file, "--data-root", root.toString()), "it is not in --data-root " + root);
    refused(
        small.run(file, "--data-root", root.resolve("gone").toString()),
        "data-root: there is no folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fedavg, fedadam:0.01,mine.Clip | ",
        "fedavg, mine.Clip:0.9,2 | \"mine.Clip:0.9,2\"",
        "fedavg, 2 | ",
        "fedadam:0.01, 0.9, 3 | \"fedadam:0.01,0.9,3\""
      })
  void valueThatYamlSplitsAtItsCommaIsToBeQuoted(String values, @Nullable String quoted)
      throws IOException {
    SweepFile file =
        SweepFile.read(small.text("grid: {strategy: [%s], lr: [1, 2]}\n".formatted(values)));
    List<String> split = Objects.requireNonNull(file.grid().get("strategy"));
    Map<String, String> point = Map.of("strategy", split.get(split.size() - 1), "lr", "1");

    assertThat(file.quotes(point, "strategy: x is unknown"))
        .isEqualTo(
            quoted == null ? "" : " (a value with a comma stands in quotes: " + quoted + ")");
    assertThat(file.quotes(point, "lr: 1 is wrong")).isEmpty();
  }

  @Test
  void hintStandsBehindTheRefusal() throws IOException {
    refused(
        small.run(small.file("grid: {strategy: [fedavg, fedadam:0.01,0.9]}\n")),
        "strategy: there is no class 0.9",
        "(a value with a comma stands in quotes: \"fedadam:0.01,0.9\")");
  }

  @Test
  void sweepThatIsOverNeedsNoData(@TempDir Path place) throws IOException {
    Path data = place.resolve("data.zip");
    Path file = small.text("base: {data: %s}\n".formatted(data));
    Path run = Files.createDirectories(small.out().resolve("seed-1"));
    SweepPlan plan = SweepPlan.of(SweepFile.read(file));
    assertThatThrownBy(() -> plan.requireData(small.out())).isInstanceOf(UserDataException.class);

    Files.writeString(run.resolve("summary.json"), "{}");

    assertThatCode(() -> plan.requireData(small.out())).doesNotThrowAnyException();
  }

  @Test
  void jobsAreAtLeastOne() throws IOException {
    refused(small.run(small.file("seeds: [1]\n"), "--jobs", "0"), "jobs: 0 (expected: 1 to 1024)");
  }

  @Test
  void fileThatIsMissingIsNamed() {
    refused(small.run(Path.of("nowhere.yaml")), "no file nowhere.yaml");
  }

  @Test
  void manyRunsAreNotStartedUnasked() throws IOException {
    String values =
        IntStream.range(0, 40).mapToObj(String::valueOf).collect(Collectors.joining(","));
    String grid = "grid: {lr: [%s], momentum: [%s]}\n".formatted(values, values);

    refused(small.run(small.file(grid)), "1,600 runs", "--yes");
    assertThat(small.out()).doesNotExist();
    assertThat(SweepFile.read(small.file(grid)).count()).isEqualTo(1600);
  }

  @Test
  void whoeverSaysYesStartsManyRuns() {
    assertThatCode(() -> ManyRuns.require(1000, false, null)).doesNotThrowAnyException();
    assertThatCode(() -> ManyRuns.require(1001, true, null)).doesNotThrowAnyException();
    assertThatCode(() -> ManyRuns.require(1001, false, q -> "Yes")).doesNotThrowAnyException();
    assertThatThrownBy(() -> ManyRuns.require(1001, false, q -> "no"))
        .isInstanceOf(UserDataException.class);
    assertThatThrownBy(() -> ManyRuns.require(1001, false, q -> ""))
        .hasMessageContaining("nothing was started");
    assertThatThrownBy(() -> ManyRuns.require(2_000_000, true, null))
        .hasMessageContaining("at most 1,000,000");
  }

  /** Twelve flags of forty values each are more runs than a number holds. */
  @Test
  void gridBeyondAllNumbersIsCountedWithoutBeingMade() throws IOException {
    String values =
        IntStream.range(0, 40).mapToObj(String::valueOf).collect(Collectors.joining(","));
    String grid =
        IntStream.range(0, 14)
            .mapToObj(i -> "  flag-" + i + ": [" + values + "]\n")
            .collect(Collectors.joining("", "grid:\n", ""));

    assertThat(SweepFile.read(small.text(grid)).count()).isEqualTo(Long.MAX_VALUE);
    refused(small.run(small.text(grid), "--yes"), "at most 1,000,000");
  }

  @Test
  void runOfANewerVersionIsARowAndStaysAsItIs() throws IOException {
    Path file = small.file("seeds: [1, 2]\n");
    small.run(file);
    Path summary = small.out().resolve("seed-1/summary.json");
    Files.writeString(
        summary, Files.readString(summary).replaceFirst("\"format\" : \\d+", "\"format\" : 99"));
    String newer = Files.readString(summary);

    CommandRun again = small.run(file);

    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(SmallSweep.json(again).at("/settings/0/failed/0/sentence").asText())
        .contains("summary.json", "format 99");
    assertThat(summary).content().isEqualTo(newer);
  }

  @Test
  void namesThatWouldBeTheSameAreToldApart() throws IOException {
    SweepPlan plan =
        SweepPlan.of(
            SweepFile.read(small.text("grid: {partition: [\"dirichlet:1\", \"dirichlet/1\"]}\n")));

    assertThat(plan.runs()).extracting(Planned::name).doesNotHaveDuplicates().hasSize(2);
  }
}
