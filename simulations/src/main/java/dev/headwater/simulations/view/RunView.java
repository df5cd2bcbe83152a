package dev.headwater.simulations.view;

import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RunFile;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told how an experiment goes: a terminal, a notebook, nobody. Every method may be called by
 * several threads, and none may fail; what a view does not care about it leaves out.
 */
public interface RunView extends RoundListener {

  /** A view that shows nothing. */
  static RunView silent() {
    return new RunView() {};
  }

  /**
   * Work before the rounds has come this far.
   *
   * @param name such as {@code Reading pictures}; a new name starts a new phase
   * @param done of {@code total}, may be 0
   * @param total 0 where it is not known
   */
  default void phase(String name, long done, long total) {
    phase(name, done, total, "");
  }

  /** The same with a few words behind it, such as {@code 12 from the cache}. */
  default void phase(String name, long done, long total, String note) {}

  /** A sentence that a person should see. */
  default void note(String sentence) {}

  /**
   * The rounds begin: the time that is left is reckoned from here.
   *
   * @param privacy what is promised and was spent before, null for nothing
   */
  default void begin(int rounds, @Nullable PrivacyFacts privacy) {}

  /** Time has passed and nothing else happened; called a few times a second. */
  default void tick() {}

  @Override
  default void onRound(RoundReport report) {}

  /**
   * The end: outcome, figures, files and what to try next.
   *
   * @param files of the run folder
   * @param next a command to try, null for none
   */
  default void closing(SummaryRecord summary, List<RunFile> files, @Nullable String next) {}
}
