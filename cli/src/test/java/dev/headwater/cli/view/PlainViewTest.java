package dev.headwater.cli.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.cli.view.text.Glyphs;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.cli.view.text.Text;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SampleLedger;
import dev.headwater.simulations.output.SampleRun;
import dev.headwater.simulations.output.Spread;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlainViewTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long now;
  private final TerminalView view =
      TerminalView.on(
          new Terminal(80, false, false, true),
          new PrintStream(bytes, true, StandardCharsets.UTF_8),
          () -> now);

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void oneLineARound() {
    view.begin(3);
    for (int r = 1; r <= 3; r++) {
      now += 2_000_000_000L;
      Evaluation test = new Evaluation(40, List.of(60L + r), List.of(100L));
      view.onRound(
          SampleRun.report(r, List.of("a", "b"), r == 2 ? 1 : 0, test, new TreeMap<>(), 1.5));
    }
    assertThat(lines())
        .containsExactly(
            "Round 1 of 3  accuracy 61.0 %  loss 0.400  clients 2/2  up 2.00 kB, down 2.20 kB  1.50 s",
            "Round 2 of 3  accuracy 62.0 % (+1.0)  loss 0.400  clients 1/2, 1 refused  up 1.00 kB, down 2.20 kB  1.50 s  ETA 2.00 s",
            "Round 3 of 3  accuracy 63.0 % (+1.0)  loss 0.400  clients 2/2  up 2.00 kB, down 2.20 kB  1.50 s");
  }

  @Test
  void trainingLossThatNobodyComputedIsADash() {
    view.begin(1);
    view.onRound(SampleRun.report(1, List.of("a"), 1, null, new TreeMap<>(), 1));
    assertThat(lines())
        .containsExactly(
            "Round 1 of 1  training loss -  clients 0/1, 1 refused  up 0 B, down 1.10 kB  1.00 s");
  }

  @Test
  void endSaysWhenNoPictureWasThereToScoreTheModel() {
    String sentence = "No picture was kept out to score the model: see --test-data.";
    for (Evaluation test : Arrays.asList(new Evaluation(40, List.of(60L), List.of(100L)), null)) {
      RunHistory history = new RunHistory(new SampleRun(1, 2, 1).facts(), SampleRun.CLOCK);
      history.onRound(SampleRun.report(1, List.of("a"), 0, test, new TreeMap<>(), 1));
      SummaryRecord summary = history.summary(RunOutcome.DONE, "runs/x", null);
      assertThat(ClosingText.lines(summary, 100, List.of(), null, 80).contains(sentence))
          .isEqualTo(test == null);
    }
  }

  private String closed(int right, int of, RunOutcome outcome) {
    RunHistory history = new RunHistory(new SampleRun(1, 2, 1).facts(), SampleRun.CLOCK);
    Evaluation test = new Evaluation(40, List.of((long) right), List.of((long) of));
    RoundReport report = SampleRun.report(1, List.of("a"), 0, test, new TreeMap<>(), 1);
    history.onRound(report);
    view.begin(1);
    view.onRound(report);
    view.closing(history.summary(outcome, "", null), List.of(), null);
    return String.join(" ", lines());
  }

  @Test
  void closingSaysOfHowFewPicturesTheAccuracyIs() {
    assertThat(closed(23, 26, RunOutcome.DONE))
        .contains("Done: 1 round in 1.00 s, final accuracy 88.5 % of 26 pictures (best 88.5 %).");
  }

  @Test
  void closingDoesNotCountManyPictures() {
    assertThat(closed(900, 1000, RunOutcome.DONE)).contains("final accuracy 90.0 % (best 90.0 %).");
  }

  @Test
  void accuracyOfARunThatMayGoOnIsNotFinal() {
    assertThat(closed(23, 26, RunOutcome.INTERRUPTED))
        .contains("Interrupted: 1 round in 1.00 s, accuracy so far 88.5 % of 26 pictures")
        .doesNotContain("final");
  }

  @Test
  void everyRoundTellsWhatIsSpent() {
    view.begin(2, PrivacyFacts.of(SampleLedger.eventful("secure"), ""));
    view.onRound(
        SampleRun.spending(SampleRun.report(1, List.of("a"), 0, null, new TreeMap<>(), 1), 3.917));
    assertThat(lines())
        .containsExactly(
            "Round 1 of 2  training loss 1.000  epsilon 3.92 of 5  clients 1/1  up 1.00 kB, down 1.10 kB  1.00 s");
  }

  @Test
  void roundWithoutEvaluationShowsTheTrainingLoss() {
    view.begin(1);
    view.onRound(SampleRun.report(1, List.of("a"), 0, null, new TreeMap<>(), 1));
    assertThat(lines())
        .containsExactly(
            "Round 1 of 1  training loss 1.000  clients 1/1  up 1.00 kB, down 1.10 kB  1.00 s");
  }

  @Test
  void phaseSpeaksOnceInAFewSecondsAndATenth() {
    for (int i = 0; i <= 1000; i++) {
      view.phase("Computing features", i, 1000, i == 1000 ? "7 from the cache" : "");
      now += 10_000_000; // 10 s in all
    }
    assertThat(lines())
        .containsExactly(
            "Computing features: 300 of 1,000  30 %  ETA 7.00 s",
            "Computing features: 600 of 1,000  60 %  ETA 4.00 s",
            "Computing features: 900 of 1,000  90 %  ETA 1.00 s",
            "Computing features: 1,000 in 10.0 s  7 from the cache");
  }

  @Test
  void slowPhaseWaitsForATenth() {
    for (int i = 0; i < 25; i++) {
      view.phase("Computing features", i, 100);
      now += 60_000_000_000L;
    }
    assertThat(lines())
        .containsExactly(
            "Computing features: 10 of 100  10 %  ETA 1 h 30 min",
            "Computing features: 20 of 100  20 %  ETA 1 h 20 min");
  }

  @Test
  void waitingIsSaidOncePerMessage() {
    view.waiting("Waiting for clients, 0 of 2 here.");
    view.waiting("Waiting for clients, 0 of 2 here.");
    view.waiting("Waiting for clients, 1 of 2 here.");
    assertThat(lines())
        .containsExactly("Waiting for clients, 0 of 2 here.", "Waiting for clients, 1 of 2 here.");
  }

  @Test
  void neverAnEscapeSequence() {
    view.note("evil\u001b[2Jname");
    view.phase("x\u001b[2J", 1, 1);
    view.begin(1);
    view.onRound(SampleRun.report(1, List.of("a"), 0, null, new TreeMap<>(), 1));
    RunHistory history = new RunHistory(new SampleRun(0, 2, 1).facts(), SampleRun.CLOCK);
    view.closing(history.summary(RunOutcome.FAILED, "", null), List.of(), null);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b");
    assertThat(lines()).last().isEqualTo("Failed: 0 rounds in 0.00 s.");
  }

  @Test
  void closingOfARunWithoutAnySumSaysThatThereIsNoModel() {
    RunHistory history = new RunHistory(new SampleRun(0, 2, 1).facts(), SampleRun.CLOCK);
    RoundReport usual = SampleRun.report(1, List.of("a"), 0, null, new TreeMap<>(), 1);
    Aggregate nothing = Aggregate.aborted(usual.task(), "too few", List.of(), 0, 0);
    history.onRound(
        new RoundReport(
            usual.task(), nothing, usual.state(), null, new TreeMap<>(), new TreeMap<>(), null, 1));
    view.closing(history.summary(RunOutcome.QUORUM_NOT_MET, "", null), List.of(), null);
    assertThat(lines()).last().isEqualTo("No round gave a sum, so there is no model.");
  }

  @Test
  void closingOfAHeadOfOneRoundSaysOfHowManyClientsItIs() {
    var of = new SummaryRecord.ComputedFrom(7, 8);
    view.closing(summary(of, null, null), List.of(), null);
    assertThat(lines())
        .last()
        .isEqualTo("The head was computed from 7 of 8 enrolled clients; the others are missing.");
  }

  @Test
  void closingOfARunWithPersonalHeadsSaysHowTheyDoBesideTheGlobalOne() {
    Spread global = Spread.of(new double[] {0.25, 0.5, 0.75});
    Spread personal = Spread.of(new double[] {0.75, 1});
    view.closing(summary(null, global, personal), List.of(), null);
    assertThat(String.join(" ", lines()))
        .endsWith(
            "The clients' own heads: median accuracy 87.5 % over 2 clients on their held-out examples; the global head's is 50.0 %.");
  }

  private static SummaryRecord summary(
      SummaryRecord.@Nullable ComputedFrom of, @Nullable Spread global, @Nullable Spread personal) {
    return new SummaryRecord(
        1,
        null,
        null,
        7,
        null,
        "",
        1,
        "x",
        1,
        2,
        2,
        null,
        of,
        null,
        RunOutcome.DONE,
        null,
        null,
        global,
        personal,
        null,
        List.of());
  }

  @Test
  void silentViewPrintsNothing() {
    TerminalView silent = TerminalView.silent();
    silent.note("x");
    silent.phase("x", 1, 1);
    silent.begin(1);
    silent.onRound(SampleRun.report(1, List.of("a"), 0, null, new TreeMap<>(), 1));
    silent.close();
    assertThat(bytes.size()).isZero();
  }

  @Test
  void etaIsElapsedOverDoneTimesWhatIsLeft() {
    assertThat(Eta.seconds(10, 4, 20)).isCloseTo(40, within(1e-12));
    assertThat(Eta.seconds(10, 20, 20)).isZero();
    assertThat(Eta.seconds(10, 25, 20)).isZero();
    assertThat(Eta.seconds(10, 0, 20)).isNaN();
    assertThat(Eta.seconds(10, 4, 0)).isNaN();
  }

  @Test
  void textIsCutByColumnsAndNotByCharacters() {
    assertThat(Text.width("雛菊a\u0301")).isEqualTo(5);
    assertThat(Text.fit("雛菊雛菊", 6, "…")).isEqualTo("雛菊…");
    assertThat(Text.fit("short", 5, "…")).isEqualTo("short");
    assertThat(Text.fit("shorter", 5, "..")).isEqualTo("sho..");
    assertThat(Text.fit("😀😀😀", 4, "…")).isEqualTo("😀…");
  }

  @Test
  void sparklineKeepsTheLastValueWhenThinned() {
    assertThat(Glyphs.UNICODE.sparkline(List.of(0.0, 0.5, 1.0), 10)).isEqualTo("▁▅█");
    assertThat(Glyphs.UNICODE.sparkline(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 0.0), 3)).isEqualTo("██▁");
    assertThat(Glyphs.UNICODE.sparkline(List.of(0.3, 0.3), 3)).isEqualTo("▁▁");
    assertThat(Glyphs.UNICODE.sparkline(List.of(), 3)).isEmpty();
  }
}
