package dev.headwater.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompareCommandTest {
  private static final String DATA = "demo:users=4,pictures=12,test=30";

  private final Path folder;

  CompareCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String run(String name, String data, String... more) {
    String out = folder.resolve(name).toString();
    List<String> args = new ArrayList<>(List.of("simulate", "--quiet", "--data", data));
    args.addAll(List.of("--backbone", "pixels", "--image-size", "8", "--rounds", "2"));
    args.addAll(List.of("--cache", folder.resolve("cache").toString(), "--out", out));
    args.addAll(List.of(more));
    assertThat(CommandRun.of(args.toArray(String[]::new)).exitCode()).isEqualTo(0);
    return out;
  }

  private static CommandRun compare(String... args) {
    List<String> all = new ArrayList<>(List.of("compare"));
    all.addAll(List.of(args));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static JsonNode json(CommandRun run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  private static void refused(CommandRun run, String... sentence) {
    assertThat(run.err().replaceAll("\\s+", " ")).contains(sentence).doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void runsOfEqualSeedsAreComparedInPairs() throws IOException {
    String[] runs = {
      run("a1", DATA, "--strategy", "fedavg", "--seed", "1"),
      run("a2", DATA, "--strategy", "fedavg", "--seed", "2"),
      run("b1", DATA, "--strategy", "fednova", "--seed", "1"),
      run("b2", DATA, "--strategy", "fednova", "--seed", "2")
    };
    List<String> args = new ArrayList<>(List.of(runs));
    args.addAll(List.of("--format", "json", "--out", folder.resolve("page.html").toString()));

    CommandRun compared = compare(args.toArray(String[]::new));

    assertThat(compared.exitCode()).isEqualTo(0);
    JsonNode json = json(compared);
    assertThat(json.path("settings")).hasSize(2);
    assertThat(json.at("/settings/0/setting").fieldNames())
        .toIterable()
        .containsExactly("strategy");
    assertThat(json.at("/differences/0/gain/n").asInt()).isEqualTo(2);
    assertThat(folder.resolve("page.html")).content().contains("strategy=fednova", "on 2 seeds");
    String text = compare(runs).out();
    assertThat(text).contains("strategy=fednova", "Parameters after the last round", runs[3]);
    assertThat(text.lines().limit(3)).allMatch(line -> line.length() <= 79);
  }

  @Test
  void sameRunAgainHasTheSameParametersAndThatIsSaid() throws IOException {
    CommandRun compared = compare(run("a", DATA), run("b", DATA, "--threads", "1"));

    assertThat(compared.exitCode()).isEqualTo(0);
    assertThat(compared.out()).contains("gave the same parameters, bit for bit, on 1 seed");
  }

  @Test
  void runsOnOtherPicturesStandSideBySideAndThatTheyAreNotComparedIsSaid() throws IOException {
    String[] runs = {run("a", DATA), run("b", "demo:users=4,pictures=13,test=30")};
    Path page = folder.resolve("page.html");

    CommandRun compared = compare(runs[0], runs[1], "--out", page.toString());

    assertThat(compared.exitCode()).isEqualTo(0);
    assertThat(compared.out().replaceAll("\\s+", " "))
        .contains("95 % interval", runs[0], runs[1])
        .contains("Not compared, as they were trained or scored on other pictures");
    assertThat(page).content().contains("No two settings can be compared", "figures-table");
    assertThat(compare(runs[0], runs[1], "--format", "csv").out()).hasLineCount(3);
  }

  @Test
  void whatCannotBeComparedIsSaidBesideWhatCan() throws IOException {
    String[] runs = {
      run("a", DATA, "--strategy", "fedavg"),
      run("b", DATA, "--strategy", "fednova"),
      run("c", DATA, "--strategy", "fedavg", "--partition", "iid")
    };

    CommandRun compared = compare(runs);

    assertThat(compared.exitCode()).isEqualTo(0);
    assertThat(compared.out())
        .contains("are level, with the same")
        .contains("dealt out to clients");
    assertThat(compare("--format", "csv", runs[0], runs[1], runs[2]).out()).hasLineCount(4);
  }

  @Test
  void whoNamesASweepIsToldWhereItsComparisonStands() throws IOException {
    Path sweep = Files.createDirectory(folder.resolve("sweep"));
    Files.writeString(sweep.resolve("sweep.yaml"), "seeds: [1]\n");
    refused(compare(sweep.toString()), "is the folder of a sweep (expected: folders of runs");

    Path page = Files.writeString(sweep.resolve("sweep.html"), "<html>");
    refused(compare(sweep.toString(), sweep.toString()), "whose runs are compared in " + page);
  }

  @Test
  void whatIsNoRunIsNamed() throws IOException {
    String whole = run("a", DATA);
    Path cut = Path.of(run("cut", DATA, "--seed", "2"));
    Files.writeString(cut.resolve("rounds.jsonl"), "");
    Path back = Path.of(run("back", DATA, "--seed", "4"));
    List<String> rounds = Files.readAllLines(back.resolve("rounds.jsonl"));
    Files.write(back.resolve("rounds.jsonl"), List.of(rounds.get(1), rounds.get(0)));
    Path newer = Path.of(run("newer", DATA, "--seed", "3"));
    Path summary = newer.resolve("summary.json");
    Files.writeString(
        summary, Files.readString(summary).replaceFirst("\"format\" : \\d+", "\"format\" : 99"));

    refused(compare(whole), "one run (expected: two or more");
    refused(compare(whole, whole), "stands there twice");
    refused(compare(whole, folder.resolve("nowhere").toString()), "is not a folder");
    refused(compare(whole, folder.resolve("cache").toString()), "has no config.yaml");
    refused(compare(whole, cut.toString()), "rounds.jsonl is not as the run wrote it");
    Files.delete(cut.resolve("record.json")); // as of a run that was killed
    refused(compare(whole, cut.toString()), "has no round");
    Files.delete(back.resolve("record.json"));
    refused(compare(whole, back.toString()), "line 2 of ", "is of round 1, after round 2");
    refused(compare(whole, newer.toString()), "format 99");
    refused(compare(whole, cut.toString(), "--out", whole + "/report.html"), "exists");
  }
}
