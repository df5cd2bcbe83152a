package dev.headwater.cli.sweep;

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

/** Published results beside ours, from sweeps with the part {@code paper}. */
final class ReproduceCommandTest {
  private static final String GRID = "grid: {lr: [0.5, 0.000001]}\nseeds: [1, 2, 3]\n";

  private static final String PAPER =
      """
      paper:
        title: A step that is too small
        source: Somebody 2020, table 1
        claim: A larger step learns more
        theirs: other data
        ours: drawings of eight pixels
        figures: {lr=0.5: 90 %, lr=0.000001: 20 %}
        orders: [[lr=0.5, lr=0.000001]]
      """;

  private final Path folder;
  private final SmallSweep small;

  ReproduceCommandTest(@TempDir Path folder) {
    this.folder = folder;
    this.small = new SmallSweep(folder);
  }

  private CommandRun reproduce(Path what, String... more) {
    List<String> args = new ArrayList<>(List.of("reproduce", what.toString()));
    args.addAll(List.of("--runs", folder.resolve("runs").toString()));
    args.addAll(List.of("--out", page().toString()));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private Path page() {
    return folder.resolve("results.md");
  }

  private static void refused(CommandRun run, String... sentence) {
    assertThat(run.err().replaceAll("\\s+", " ")).contains(sentence).doesNotContain("\tat ");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void theirFiguresStandBesideOursAndTheOrderIsJudged() throws IOException {
    CommandRun run = reproduce(small.file(GRID + PAPER));

    assertThat(run.exitCode()).as(run.err()).isZero();
    String page = Files.readString(page());
    assertThat(page)
        .contains(
            "[A step that is too small](#a-step-that-is-too-small)",
            "Somebody 2020, table 1",
            "A larger step learns more",
            "drawings of eight pixels")
        .containsPattern("\\| `lr=0\\.5` \\| 90 % \\| [0-9.]+ ± [0-9.]+ % \\|")
        .containsPattern("- `lr=0\\.5`, `lr=0\\.000001`: (holds|reversed|\\*\\*does not hold)");
    assertThat(folder.resolve("runs/small/sweep.html")).exists();
  }

  @Test
  void whatHasRunIsNotRunAgain() throws IOException {
    Path file = small.file(GRID + PAPER);
    assertThat(reproduce(file).exitCode()).isZero();
    String first = Files.readString(page());
    Path run = folder.resolve("runs/small/lr-0.5_seed-1/summary.json");
    var written = Files.getLastModifiedTime(run);

    assertThat(reproduce(file).exitCode()).isZero();

    assertThat(Files.getLastModifiedTime(run)).isEqualTo(written);
    assertThat(page()).hasContent(first);
  }

  @Test
  void anOrderThatIsReversedIsSaidWithTheReason() throws IOException {
    String reversed =
        PAPER.replace("[[lr=0.5, lr=0.000001]]", "[[lr=0.000001, lr=0.5]]")
            + "  miss: The step of the paper diverges.\n";
    String zero = "  start: zero\n  local-epochs: 20\n";
    String seeds = GRID.replace("[1, 2, 3]", "[1, 2, 3, 4, 5, 6]");
    Path file = small.text(SmallSweep.BASE.formatted(small.cache()) + zero + seeds + reversed);

    assertThat(reproduce(file).exitCode()).isZero();

    assertThat(page())
        .content()
        .contains(
            "`lr=0.000001`, `lr=0.5`: **does not hold**",
            "the order **does not hold**",
            "The step of the paper diverges.");
  }

  @Test
  void ordersThatDifferAreCounted() throws IOException {
    String both = "[[lr=0.5, lr=0.000001], [lr=0.000001, lr=0.5]]";
    String zero = "  start: zero\n  local-epochs: 20\n";
    String seeds = GRID.replace("[1, 2, 3]", "[1, 2, 3, 4, 5, 6]");
    String paper = PAPER.replace("[[lr=0.5, lr=0.000001]]", both);
    Path file = small.text(SmallSweep.BASE.formatted(small.cache()) + zero + seeds + paper);

    assertThat(reproduce(file).exitCode()).isZero();

    assertThat(page())
        .content()
        .contains("| the order holds for 1, **does not hold** for 1 of 2 pairs |");
  }

  @Test
  void dataIsLookedForBelowTheRoot() throws IOException {
    Path root = folder.resolve("root");
    CommandRun exported =
        CommandRun.of(
            "partition",
            "--data",
            "demo:users=2,pictures=12,test=0",
            "--export",
            root.resolve("pictures").toString());
    assertThat(exported.exitCode()).isZero();
    String base = SmallSweep.BASE.replaceFirst("data: .*", "data: pictures/client-000");
    Path file =
        small.text(
            base.formatted(small.cache()) + "  clients: 2\n  partition: iid\n" + GRID + PAPER);

    assertThat(reproduce(file).exitCode()).isEqualTo(1);
    assertThat(page()).content().contains("failed: ", "pictures/client-000");
    CommandRun run = reproduce(file, "--data-root", root.toString());
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(page()).content().contains("--data-root DIR").doesNotContain(root.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "paper: | nothing: | has a part 'nothing'",
        "title: A step that is too small | titel: x | has a key 'titel' below paper (expected: title",
        "source: Somebody 2020, table 1 | source: | says no source below paper",
        "{lr=0.5: | {lr=5: | names the setting 'lr=5' (expected: the label of one of its runs",
        "[[lr=0.5, lr=0.000001]] | [[lr=0.5]] | has an order of fewer than two settings",
      })
  void aMistakeInThePaperIsNamedBeforeAnythingRuns(String was, String now, String sentence)
      throws IOException {
    refused(reproduce(small.file(GRID + PAPER.replace(was, now))), sentence);
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void aSweepWithoutAPaperAndAFolderWithoutSweepsAreRefused() throws IOException {
    refused(reproduce(small.file(GRID)), "has no part paper");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refused(reproduce(empty), "holds no file that ends in .yaml");
    refused(
        reproduce(small.file(GRID + PAPER), "--data-root", folder.resolve("gone").toString()),
        "data-root: there is no folder");
  }

  @Test
  void aPlaceThatTakesNoPageIsRefusedBeforeAnythingRuns() throws IOException {
    Path file = small.file(GRID + PAPER);
    for (Path place : List.of(folder.resolve("gone/results.md"), folder)) {
      refused(
          CommandRun.of(
              "reproduce",
              file.toString(),
              "--runs",
              folder.resolve("runs").toString(),
              "--out",
              place.toString()),
          "out: " + place + " cannot be written (expected: a file in a folder that is there)");
    }
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void aSweepLeavesThePaperAlone() throws IOException {
    assertThat(small.run(small.file(GRID + PAPER)).exitCode()).isZero();
  }
}
