package dev.headwater.cli.view;

import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows nothing, for output that a program reads. */
final class SilentView extends TerminalView {
  @Override
  public boolean shown() {
    return false;
  }

  @Override
  public void phase(String name, long done, long total, String note) {}

  @Override
  public void waiting(String message) {}

  @Override
  public void note(String sentence) {}

  @Override
  public void begin(int rounds, @Nullable PrivacyFacts privacy) {}

  @Override
  public void tick() {}

  @Override
  public void onRound(RoundReport report) {}

  @Override
  public void closing(SummaryRecord summary, List<RunFile> files, @Nullable String next) {}

  @Override
  public void close() {}
}
