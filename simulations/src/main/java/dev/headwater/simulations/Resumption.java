package dev.headwater.simulations;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.state.Checkpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that is resumed.
 *
 * @param run its folder, as read
 * @param checkpoint null if the run stopped in its first round
 */
public record Resumption(RecordedRun run, @Nullable Checkpoint checkpoint) {

  /**
   * {@return the run with its checkpoint}
   *
   * @param run the run's folder, as read
   * @param layout of the head
   * @param labels in the head's order
   * @param strategy of the resumed run
   * @param rounds total number of rounds, those that are done included
   * @throws UserDataException if no rounds are left, the run had other classes, or its checkpoint
   *     has another model or strategy
   */
  public static Resumption of(
      RecordedRun run, Layout layout, List<String> labels, Spec strategy, int rounds) {
    RunDetails details = run.details();
    if (details != null && !details.facts().labels().equals(labels)) {
      throw new UserDataException(
          "resume: %s learned %s (expected: the same classes as now, %s)"
              .formatted(run.dir(), details.facts().labels(), labels));
    }
    Resumption resumption =
        new Resumption(run, Checkpoint.read(run.dir(), layout, strategy.toString()));
    if (resumption.lastRound() >= rounds) {
      throw new UserDataException(
          "resume: %s has done %d rounds of %d (expected: some that are left; ask for more with --rounds)"
              .formatted(run.dir(), resumption.lastRound(), rounds));
    }
    return resumption;
  }

  /** {@return the last completed round, 1-based; 0 for none} */
  public int lastRound() {
    return checkpoint == null ? 0 : checkpoint.round();
  }
}
