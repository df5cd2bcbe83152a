package dev.headwater.cli.view;

import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import dev.headwater.simulations.view.RunView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes on what happens, and draws nothing itself. */
final class RelayedView extends TerminalView {
  private final RunView other;

  RelayedView(RunView other) {
    this.other = other;
  }

  @Override
  public boolean shown() {
    return other.shown();
  }

  @Override
  public void phase(String name, long done, long total, String note) {
    other.phase(name, done, total, note);
  }

  @Override
  public void waiting(String message) {
    other.note(message);
  }

  @Override
  public void note(String sentence) {
    other.note(sentence);
  }

  @Override
  public void begin(int rounds, @Nullable PrivacyFacts privacy) {
    other.begin(rounds, privacy);
  }

  @Override
  public void tick() {
    other.tick();
  }

  @Override
  public void onRound(RoundReport report) {
    other.onRound(report);
  }

  @Override
  public void closing(SummaryRecord summary, List<RunFile> files, @Nullable String next) {
    other.closing(summary, files, next);
  }

  @Override
  public void close() {}
}
