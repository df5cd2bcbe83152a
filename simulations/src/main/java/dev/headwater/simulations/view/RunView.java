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

  /** {@return a view that shows nothing} */
  static RunView silent() {
    return new RunView() {
      @Override
      public boolean shown() {
        return false;
      }
    };
  }

  /**
   * {@return whether anybody sees what this view is told} Where nobody does, what people have to
   * know is logged as a warning.
   */
  default boolean shown() {
    return true;
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

  /**
   * Progress of the work before the rounds, with a few more words.
   *
   * @param name such as {@code Reading pictures}; a new name starts a new phase
   * @param done of {@code total}, may be 0
   * @param total 0 if unknown
   * @param note such as {@code 12 from the cache}; empty for none
   */
  default void phase(String name, long done, long total, String note) {}

  /**
   * A message for the user.
   *
   * @param sentence one sentence or more
   */
  default void note(String sentence) {}

  /**
   * The rounds begin; the remaining time is estimated from here.
   *
   * @param rounds total number of rounds, at least 1; those before a resumption included
   * @param privacy the privacy guaranteed and spent before, null without a promise
   */
  default void begin(int rounds, @Nullable PrivacyFacts privacy) {}

  /** Time has passed without another event; called a few times a second. */
  default void tick() {}

  @Override
  default void onRound(RoundReport report) {}

  /**
   * The end of the run.
   *
   * @param summary the outcome and the figures
   * @param files of the run folder, in order of interest to the user
   * @param next a command to try, null for none
   */
  default void closing(SummaryRecord summary, List<RunFile> files, @Nullable String next) {}
}
