package dev.headwater.cli.arena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttacksCommandTest {
  @TempDir private Path dir = Path.of("");

  private CommandRun arena(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "arena",
                "attacks",
                "--data",
                "demo:users=6,pictures=12,test=20",
                "--clients",
                "6",
                "--cache",
                dir.resolve("cache").toString(),
                "--rounds",
                "1",
                "--seeds",
                "1"));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  @Test
  void matrixIsPrintedWrittenAndPutIntoADocument() throws IOException {
    Path document = dir.resolve("doc.md");
    Files.writeString(document, "above\n<!-- arena iid -->\nold\n<!-- end -->\nbelow\n");
    Path page = dir.resolve("m.html");
    Path csv = dir.resolve("m.csv");
    CommandRun run =
        arena(
            "--attack",
            "nan",
            "--attack",
            "silent",
            "--aggregator",
            "median",
            "--format",
            "json",
            "--out",
            page.toString(),
            "--out",
            csv.toString(),
            "--into",
            document.toString(),
            "--section",
            "iid");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("{").contains("\"attack\" : \"nan\"");
    assertThat(Files.readString(page)).startsWith("<!doctype html>").contains("median");
    assertThat(Files.readAllLines(csv)).hasSize(1 + 2 + 4);
    String text = Files.readString(document);
    assertThat(text)
        .startsWith("above\n<!-- arena iid -->\n\ndemo, dealt out to 6 clients")
        .contains("| `nan` |")
        .contains("./headwater arena attacks --data demo:users=6,pictures=12,test=20 --clients 6")
        .contains(" --attack nan --attack silent --aggregator median\n")
        .doesNotContain("old", dir.toString())
        .endsWith("<!-- end -->\nbelow\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--attack | nann | attack: 'nann', did you mean nan?",
        "--attackers | 6 | attackers: 6 of 6 clients (expected: at least 1, and an honest one)",
        "--aggregator | krum:3 | aggregator: krum:3 of 6 contributions",
        "--out | m.pdf | out: m.pdf (expected: a file that ends with .html, .md, .csv or .json)",
        "--format | html | format: html (expected: text, markdown, csv or json",
        "--into | none.md | into: none.md cannot be read",
      })
  void whatCannotBeIsRefusedBeforeTheFeatures(String flag, String value, String sentence) {
    CommandRun run = arena(flag, value);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().replaceAll("\\s+", " ")).contains(sentence).doesNotContain("\tat ");
    assertThat(dir.resolve("cache")).doesNotExist();
  }

  @Test
  void documentWithoutThePartIsRefused() throws IOException {
    Path document = dir.resolve("doc.md");
    Files.writeString(document, "nothing\n");
    CommandRun run = arena("--into", document.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().replaceAll("\\s+", " "))
        .contains("has no part 'attacks' (expected: a line '<!-- arena attacks -->'");
  }
}
