package dev.headwater.simulations.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SampleRun;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OverviewTest {
  /** The top of the page. */
  private static String page(RunHistory history, RunOutcome outcome) {
    Overview overview =
        new Overview(history.details(), history.rounds(), history.summary(outcome, "x", null));
    return overview.header() + overview.tiles("");
  }

  @Test
  void accuracyOfARunThatMayGoOnIsNotFinal() {
    SampleRun run = new SampleRun(3, 2, 2);
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    run.reports().forEach(history::onRound);
    assertThat(page(history, RunOutcome.INTERRUPTED))
        .contains("<dt>Accuracy so far</dt>", "The model so far is right on")
        .doesNotContain("Final accuracy", "final model is right");
    assertThat(page(history, RunOutcome.DONE))
        .contains("<dt>Final accuracy</dt>", "The final model is right on");
  }

  @Test
  void startOfAResumedRunIsItsFirst() {
    SampleRun run = new SampleRun(3, 2, 2);
    RunHistory first = new RunHistory(run.facts(), SampleRun.CLOCK);
    first.onRound(run.reports().get(0));
    RecordedRun past =
        new RecordedRun(
            Path.of("x"), Map.of(), first.rounds(), List.of(), null, first.details(), List.of());
    Clock later = Clock.offset(SampleRun.CLOCK, Duration.ofHours(5));
    RunHistory resumed = new RunHistory(run.facts(), later, past, 1);
    resumed.onRound(run.reports().get(1));
    assertThat(page(resumed, RunOutcome.DONE))
        .contains("Headwater run report, started 2026-11-22 12:00:00Z");
  }
}
