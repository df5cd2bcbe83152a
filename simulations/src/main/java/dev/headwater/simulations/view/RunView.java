package dev.headwater.simulations.view;

import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receives the progress of an experiment, such as a terminal or a notebook. Methods may be called
 * by several threads and must not throw; all have empty defaults.
 */
public interface RunView extends RoundListener {

  /** A view that shows nothing. */
  static RunView silent() {
    return new RunView() {};
  }

  /**
   * Progress of the work before the rounds.
   *
   * @param name such as {@code Reading pictures}; a new name starts a new phase
   * @param done of {@code total}, may be 0
   * @param total 0 if unknown
   */
  default void phase(String name, long done, long total) {
    phase(name, done, total, "");
  }

  /** The same with a few more words, such as {@code 12 from the cache}. */
  default void phase(String name, long done, long total, String note) {}

  /** A message for the user. */
  default void note(String sentence) {}

  /**
   * The rounds begin; the remaining time is estimated from here.
   *
   * @param privacy the privacy promised and spent before, null without a promise
   */
  default void begin(int rounds, @Nullable PrivacyFacts privacy) {}

  /** Time has passed without another event; called a few times a second. */
  default void tick() {}

  @Override
  default void onRound(RoundReport report) {}

  /**
   * The end of the run: outcome, figures, files and a next command.
   *
   * @param files of the run folder
   * @param next a command to try, null for none
   */
  default void closing(SummaryRecord summary, List<RunFile> files, @Nullable String next) {}
}
