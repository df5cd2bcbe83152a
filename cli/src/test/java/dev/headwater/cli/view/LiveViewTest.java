package dev.headwater.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SampleLedger;
import dev.headwater.simulations.output.SampleRun;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.output.text.Quantities;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now;

  private TerminalView view(int columns, boolean unicode) {
    return TerminalView.on(new Terminal(columns, true, false, unicode), out, () -> now);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String screen() {
    return FakeScreen.after(printed()).text();
  }

  private void pass(double seconds) {
    now += (long) (seconds * 1e9);
  }

  private static RoundReport round(int round, long right, int refused) {
    Evaluation test = new Evaluation(400, List.of(right), List.of(1000L));
    return SampleRun.report(
        round, List.of("a", "b", "c", "d"), refused, test, new TreeMap<>(), 0.5);
  }

  private void threeRounds(TerminalView view) {
    view.begin(20);
    long[] right = {500, 700, 690};
    for (int r = 1; r <= 3; r++) {
      RoundReport report = round(r, right[r - 1], r == 3 ? 1 : 0);
      view.onTask(report.task());
      pass(2);
      view.onRound(report);
    }
  }

  @Test
  void aWaitingLineThatDoesNotFitIsSaidWholeOnce() {
    TerminalView view = view(40, true);
    String sentence = "Enrolling with here: nobody listens at here, port 7070 (expected: one)";
    view.waiting(sentence);
    pass(1);
    view.waiting(sentence);
    view.tick();
    List<String> lines = screen().lines().toList();
    assertThat(String.join(" ", lines.subList(0, lines.size() - 1))).isEqualTo(sentence);
    assertThat(lines).allMatch(line -> Text.width(line) < 40).last().asString().endsWith("…");
  }

  @Test
  void blockAt40Columns() {
    threeRounds(view(40, true));
    assertThat(screen())
        .isEqualTo(
            """
            Round 3 of 20  ░░░░░   15 %  ETA 34.0 s
            Accuracy  69.0 %  -1.0  best 70.0 %
            Loss      0.400  in training 0.333
            Clients   3 of 4 counted, 1 refused
            Traffic   11.0 kB up, 13.2 kB down
            Elapsed   6.00 s""");
  }

  @Test
  void blockAt80Columns() {
    threeRounds(view(80, true));
    assertThat(screen())
        .isEqualTo(
            """
            Round 3 of 20  ██████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   15 %  ETA 34.0 s
            Accuracy  69.0 %  -1.0  best 70.0 %  ▁██
            Loss      0.400  in training 0.333
            Clients   3 of 4 counted, 1 refused
            Traffic   11.0 kB up, 13.2 kB down
            Elapsed   6.00 s""");
  }

  @Test
  void blockAt120ColumnsInAscii() {
    threeRounds(view(120, false));
    assertThat(screen())
        .isEqualTo(
            """
            Round 3 of 20  ######----------------------------------   15 %  ETA 34.0 s
            Accuracy  69.0 %  -1.0  best 70.0 %  _@@
            Loss      0.400  in training 0.333
            Clients   3 of 4 counted, 1 refused
            Traffic   11.0 kB up, 13.2 kB down
            Elapsed   6.00 s""");
    assertThat(printed()).matches("\\p{ASCII}*");
  }

  private static PrivacyFacts promised(String noise) {
    return Objects.requireNonNull(
        PrivacyFacts.of(List.of(SampleLedger.opened(noise)), "0".repeat(64)));
  }

  private static RoundReport spending(int round, double epsilon) {
    return SampleRun.spending(round(round, 700, 0), epsilon);
  }

  @Test
  void epsilonIsShownBesideItsBudgetFromTheStart() {
    TerminalView view = view(60, true);
    view.begin(20, promised("secure"));
    assertThat(screen()).contains("Privacy   epsilon 0 of 4  ░░░░░░░░░░░░░░░░  delta 1e-5\n");
    pass(1);
    view.onRound(spending(1, 3));
    assertThat(screen()).contains("Privacy   epsilon 3.00 of 4  ████████████░░░░  delta 1e-5\n");
    pass(1);
    view.onRound(spending(2, Double.POSITIVE_INFINITY));
    assertThat(screen()).contains("Privacy   epsilon infinite of 4  ████████████████");
  }

  @Test
  void seededNoiseIsCalledWhatItIs() {
    TerminalView view = view(60, true);
    view.begin(20, promised("seeded"));
    view.onRound(spending(1, 3));
    pass(1);
    view.tick();
    assertThat(screen()).contains("Privacy   epsilon 3.00 of 4  noise seeded: protects nobody\n");
  }

  @Test
  void longNotesAreBrokenBetweenWords() {
    view(30, true).note("Privacy: central noise, noise multiplier 1, clipping norm 1.");
    assertThat(screen())
        .isEqualTo("Privacy: central noise, noise\nmultiplier 1, clipping norm\n1.");
  }

  @Test
  void closingOfASpentBudgetTellsThePromiseAndHowToGoOn() {
    SampleRun run = new SampleRun(4, 2, 3);
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    run.reports().forEach(history::onRound);
    PrivacyFacts privacy = PrivacyFacts.of(SampleLedger.eventful("seeded"), "0".repeat(64));
    view(60, true)
        .closing(history.summary(RunOutcome.BUDGET_SPENT, "runs/x", privacy), List.of(), null);
    assertThat(screen())
        .startsWith("\nStopped at its privacy budget: 3 rounds")
        .contains(
            """
            That is an orderly end: the model of these rounds is whole.
            To go on, raise --epsilon-budget with --resume runs/x.

            Privacy: epsilon 3.40 of 5 at delta 1e-5, noise seeded:
            protects nobody.
            Seeing every model of this run""");
    assertThat(screen().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(60));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 80, 120, 200})
  void noLineReachesTheLastColumn(int columns) {
    TerminalView view = view(columns, true);
    view.phase("Computing the features of a great many pictures", 1234, 56789, "12 from the cache");
    pass(3);
    view.phase("Computing the features of a great many pictures", 5234, 56789, "12 from the cache");
    view.waiting("Waiting for at least 2 clients; they join with ./headwater client --coordinator");
    String name = "写真写真写真写真写真写真写真写真.jpg"; // a word, which is kept whole
    view.note("3 pictures were unreadable and skipped: 写真.jpg, " + name);
    threeRounds(view);
    view.begin(20, promised("seeded"));
    view.onRound(spending(1, 3));
    assertThat(FakeScreen.after(printed()).text().lines().filter(line -> !line.equals(name)))
        .allSatisfy(line -> assertThat(Text.width(line)).isLessThan(columns));
  }

  @Test
  void redrawsInPlaceAtMostTenTimesASecond() {
    TerminalView view = view(80, true);
    view.phase("Reading pictures", 0, 1000);
    int first = printed().length();
    for (int i = 1; i < 1000; i++) {
      pass(0.00005);
      view.phase("Reading pictures", i, 1000);
    }
    assertThat(printed()).hasSize(first);
    pass(0.1);
    view.phase("Reading pictures", 999, 1000);
    assertThat(printed().length()).isGreaterThan(first);
    assertThat(screen().lines()).hasSize(1);
  }

  @Test
  void phaseShowsItsEtaAndLeavesOneLineWhenItIsOver() {
    TerminalView view = view(80, true);
    view.phase("Computing features", 0, 400);
    pass(10);
    view.phase("Computing features", 100, 400, "40 from the cache");
    assertThat(screen())
        .isEqualTo(
            "Computing features  ███████░░░░░░░░░░░░░░░░░░░░░   25 %  100 of 400  ETA 30.0 s");
    pass(30);
    view.phase("Computing features", 400, 400, "40 from the cache");
    view.phase("Partitioning", 0, 8);
    assertThat(screen())
        .startsWith("Computing features: 400 in 40.0 s  40 from the cache\nPartitioning  ░");
  }

  @Test
  void phaseOfUnknownLengthHasNoBar() {
    TerminalView view = view(80, true);
    view.phase("Reading pictures", 1234, 0);
    assertThat(screen()).isEqualTo("Reading pictures  1,234");
  }

  @Test
  void waitingIsShownUntilSomethingHappens() {
    TerminalView view = view(80, true);
    view.begin(20);
    view.waiting("Waiting for clients, 1 of 4 here.");
    assertThat(screen()).endsWith("Waiting for clients, 1 of 4 here.");
    pass(1);
    view.onTask(round(1, 500, 0).task());
    assertThat(screen()).doesNotContain("Waiting").contains("Round 1 of 20", "4 asked now");
  }

  @Test
  void notesStayAboveTheBlock() {
    TerminalView view = view(80, true);
    view.phase("Reading pictures", 1, 0);
    view.note("broken.jpg was skipped.");
    pass(1);
    view.phase("Reading pictures", 2, 0);
    assertThat(screen()).isEqualTo("broken.jpg was skipped.\nReading pictures  2");
  }

  @Test
  void escapeSequencesInNamesDoNotReachTheTerminal() {
    TerminalView view = view(80, true);
    view.note("evil\u001b[2J\u009b2Jname\r.jpg was skipped.");
    view.phase("Reading \u001b]0;title\u0007", 1, 0);
    assertThat(screen()).contains("evil [2J 2Jname .jpg was skipped.");
  }

  @Test
  void cursorIsHiddenWhileDrawingAndGivenBackOnce() {
    TerminalView view = view(80, true);
    view.begin(3);
    assertThat(FakeScreen.after(printed()).cursorShown()).isFalse();
    view.close();
    view.close();
    assertThat(FakeScreen.after(printed()).cursorShown()).isTrue();
    String closed = printed();
    view.phase("late", 1, 2);
    view.note("late");
    view.waiting("late");
    pass(1);
    view.tick();
    view.onRound(round(1, 500, 0));
    assertThat(printed()).isEqualTo(closed);
  }

  @Test
  void coloursOnlyWhereWanted() {
    threeRounds(view(80, true));
    assertThat(printed()).doesNotContainPattern("\u001b\\[[0-9;]*m");
    bytes.reset();
    threeRounds(TerminalView.on(new Terminal(80, true, true, true), out, () -> now));
    assertThat(printed()).contains("\u001b[31m  -1.0\u001b[0m");
    assertThat(FakeScreen.after(printed().replaceAll("\u001b\\[[0-9]+m", "")).text())
        .contains("Accuracy  69.0 %  -1.0");
  }

  @Test
  void terminalComesFromTheEnvironment() {
    Map<String, String> usual = Map.of("LANG", "de_DE.UTF-8", "COLUMNS", "97", "TERM", "xterm");
    assertThat(Terminal.of(usual, true)).isEqualTo(new Terminal(97, true, true, true));
    assertThat(Terminal.of(usual, false)).isEqualTo(new Terminal(97, false, false, true));
    assertThat(Terminal.of(Map.of("NO_COLOR", "1"), true))
        .isEqualTo(new Terminal(80, true, false, false));
    assertThat(Terminal.of(Map.of("TERM", "dumb", "COLUMNS", "x"), true))
        .isEqualTo(new Terminal(80, false, false, false));
    assertThat(Terminal.of(Map.of("LC_ALL", "C", "LANG", "C.utf8"), true).unicode()).isFalse();
  }

  @Test
  void closingFitsNarrowTerminalsWithWhatAFileIsForBelowItsName() {
    TerminalView view = view(50, true);
    RunHistory history = new RunHistory(new SampleRun(4, 2, 3).facts(), SampleRun.CLOCK);
    view.closing(
        history.summary(RunOutcome.DONE, "runs/x", null),
        List.of(
            new RunFile("head.safetensors", 10_400, "the trained head"),
            new RunFile(
                "model.safetensors",
                2_140_000,
                "backbone and head, loads into torchvision's mobilenet_v2"),
            new RunFile("extra", 12, "")),
        null);
    assertThat(screen())
        .endsWith(
            """
            Written to runs/x
              head.safetensors  10.4 kB
                the trained head
              model.safetensors  2.14 MB
                backbone and head, loads into torchvision's
                mobilenet_v2
              extra  12 B""");
  }

  @Test
  void theEndOfAPhaseIsWrappedAndNotCut() {
    TerminalView view = view(50, true);
    view.phase("Computing features of training pictures", 0, 275);
    pass(0.05);
    view.phase("Computing features of training pictures", 275, 275, "275 from the cache");
    assertThat(screen())
        .isEqualTo("Computing features of training pictures: 275 in\n0.05 s  275 from the cache");
  }

  @Test
  void aDigestThatIsWiderThanTheTerminalIsKeptWhole() {
    String digest = "f0f8".repeat(16);
    view(50, true).note("The run was interrupted. Its audit log ends with " + digest + ".");
    assertThat(screen().lines())
        .containsExactly("The run was interrupted. Its audit log ends with", digest + ".");
  }

  @Test
  void closingTellsOutcomeFilesAndWhatToTryNext() {
    SampleRun run = new SampleRun(4, 2, 3);
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    run.reports().forEach(history::onRound);
    SummaryRecord summary = history.summary(RunOutcome.DONE, "runs/x", null);
    TerminalView view = view(60, true);
    view.closing(
        summary,
        List.of(
            new RunFile("report.html", 212_000, "charts and tables, open it in a browser"),
            new RunFile("extra", 12, "")),
        "./headwater predict --run runs/x PHOTO...");
    assertThat(screen())
        .isEqualTo(
            """

            Done: 3 rounds in 0.75 s, final accuracy %s (best
            %s).
            12 client updates, 16.0 a second; 12.0 kB up, 13.2 kB down.

            Written to runs/x
              report.html    212 kB  charts and tables, open it in a
                                     browser
              extra            12 B

            Next: ./headwater predict --run runs/x PHOTO..."""
                .formatted(
                    Quantities.percent(summary.finalAccuracy()),
                    Quantities.percent(summary.bestAccuracy())));
    assertThat(FakeScreen.after(printed()).cursorShown()).isTrue();
  }
}
