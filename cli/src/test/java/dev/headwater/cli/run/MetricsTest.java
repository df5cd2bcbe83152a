package dev.headwater.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.cli.CommandRun;
import dev.headwater.cli.TestCache;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run tells of its clients and classes, from the command line to pandas. */
final class MetricsTest {
  private final Path folder;

  MetricsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CommandRun simulate(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("simulate", "--quiet"));
    args.addAll(List.of("--data", "demo:users=4,pictures=20,test=60", "--strategy", "fedavg"));
    args.addAll(List.of("--backbone", "pixels", "--image-size", "8", "--standardise", "none"));
    args.addAll(TestCache.flags());
    args.addAll(List.of("--out", folder.resolve(name).toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private JsonNode details(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name).resolve("details.json").toFile());
  }

  private List<String> export(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("export", folder.resolve(name).toString()));
    args.addAll(List.of(more));
    CommandRun run = CommandRun.of(args.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(0);
    return run.out().lines().toList();
  }

  @Test
  void clientsAndClassesAreKnownByRound() throws Exception {
    assertThat(simulate("a", "--rounds", "5", "--client-scores", "2").exitCode()).isEqualTo(0);
    JsonNode details = details("a");
    assertThat(details.findValuesAsText("round")).containsExactly("2", "4", "5");
    JsonNode counts = details.path("confusion").path("counts");
    long right = 0;
    for (int c = 0; c < counts.size(); c++) {
      right += counts.get(c).get(c).asLong();
      assertThat(counts.get(c).get(c)).isEqualTo(details.path("classes").get(c).path("correct"));
    }
    String summary = Files.readString(folder.resolve("a").resolve("summary.json"));
    assertThat(summary).contains("\"final_accuracy\" : " + right / 60.0);
    JsonNode origin = details.path("facts").path("origin");
    assertThat(origin.path("command").toString())
        .startsWith("[\"simulate\",\"--data=demo:users=4,pictures=20,test=60\"")
        .contains("--client-scores=2", "--rounds=5")
        .doesNotContain("--out", "--quiet", "--batch-size");
    assertThat(origin.path("environment").path("processors").asInt()).isPositive();

    List<String> rows = export("a");
    assertThat(rows).hasSize(1 + 5 * 4);
    assertThat(rows.stream().filter(row -> row.matches("[245],client-.*,2,[01].*"))).hasSize(12);
    assertThat(export("a", "--table", "rounds", "--format", "jsonl")).hasSize(5);

    Path file = folder.resolve("clients.csv");
    assertThat(export("a", "--out", file.toString())).containsExactly(file.toString());
    assertThat(Files.readAllLines(file)).isEqualTo(rows);
    assertThat(CommandRun.of("export", folder.resolve("a").toString(), "--out", file.toString()))
        .satisfies(again -> assertThat(again.exitCode()).isEqualTo(2));
  }

  @Test
  void aRunThatGoesOnHasEveryRoundOnceAndSaysSo() throws Exception {
    simulate("r", "--rounds", "3");
    String folderOfRun = folder.resolve("r").toString();
    assertThat(
            CommandRun.of("simulate", "--quiet", "--resume", folderOfRun, "--rounds=5").exitCode())
        .isEqualTo(0);
    assertThat(export("r")).hasSize(1 + 5 * 4);
    assertThat(details("r").path("starts").findValuesAsText("first_round"))
        .containsExactly("1", "4");
    assertThat(Files.readString(folder.resolve("r").resolve("report.html")))
        .contains("It was started 2 times");
  }

  @Test
  void theCommandOfTheReportGivesTheSameDigest() throws Exception {
    simulate("first", "--rounds", "3", "--seed", "7", "--cohort", "2");
    List<String> again = new ArrayList<>();
    details("first")
        .path("facts")
        .path("origin")
        .path("command")
        .forEach(w -> again.add(w.asText()));
    again.addAll(List.of("--quiet", "--out", folder.resolve("second").toString()));
    assertThat(CommandRun.of(again.toArray(String[]::new)).exitCode()).isEqualTo(0);
    assertThat(digests("second")).isEqualTo(digests("first")).hasSize(3);
  }

  private List<String> digests(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name).resolve("rounds.jsonl")).stream()
        .map(line -> line.replaceAll(".*\"digest\":\"(\\w+)\".*", "$1"))
        .toList();
  }

  @Test
  void masksAndPromisesKeepNothingOfSingleClients() {
    simulate("masked", "--rounds", "2", "--secure-aggregation");
    assertThat(folder.resolve("masked").resolve("report.html")).exists();
    assertThat(folder.resolve("masked").resolve("clients.jsonl")).doesNotExist();
    CommandRun export = CommandRun.of("export", folder.resolve("masked").toString());
    assertThat(export.exitCode()).isEqualTo(2);
    assertThat(export.err()).contains("keep nothing of single clients", "--table rounds");
    CommandRun promised =
        simulate("promised", "--client-scores=1", "--privacy=central", "--noise-multiplier=1");
    assertThat(promised.exitCode()).isEqualTo(2);
    assertThat(promised.err()).contains("client-scores: 1 with --privacy");
  }

  @Test
  void aTrackingServerThatIsNoneIsRefusedEarly() {
    CommandRun run = simulate("x", "--mlflow", "localhost:5000");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("mlflow: localhost:5000 (expected: the address of a tracking server");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void theRecipeForPandasRuns() throws Exception {
    String python = python();
    if (python == null) {
      System.err.println("SKIPPED: no Python with pandas (Debian: apt-get install python3-pandas)");
    }
    assumeTrue(python != null, "no Python with pandas (Debian: apt-get install python3-pandas)");
    simulate("p", "--rounds", "4", "--client-scores", "1");
    Path run = folder.resolve("p");
    export("p", "--out", folder.resolve("clients.csv").toString());
    Matcher recipe =
        Pattern.compile("(?s)```python\n(.*?)```").matcher(Files.readString(docs("reports.md")));
    assertThat(recipe.find()).isTrue();
    Files.createDirectories(folder.resolve("runs"));
    Files.move(run, folder.resolve("runs").resolve("latest"));
    Path script = Files.writeString(folder.resolve("recipe.py"), recipe.group(1));
    Process process =
        new ProcessBuilder(String.valueOf(python), script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out).isEqualTo(0);
    assertThat(out).contains("worst tenth", "client-003");
  }

  private static Path docs(String name) {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
    return Path.of(String.valueOf(root)).resolve("docs").resolve(name);
  }

  private static @Nullable String python() throws Exception {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        Process process =
            new ProcessBuilder(python, "-c", "import pandas")
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
        if (process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0) {
          return python;
        }
      } catch (IOException e) {
        // there is none of this name
      }
    }
    return null;
  }
}
