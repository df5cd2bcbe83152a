package dev.headwater.simulations;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.state.Checkpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that is taken up again.
 *
 * @param run its folder, read
 * @param checkpoint null where it died in its first round
 */
public record Resumption(RecordedRun run, @Nullable Checkpoint checkpoint) {

  /**
   * Reads what {@code run} needs to go on.
   *
   * @param layout of the head
   * @param labels in the head's order
   * @param rounds that it shall have in all
   * @throws UserDataException if nothing is left to do, or the run was about something else
   */
  public static Resumption of(RecordedRun run, Layout layout, List<String> labels, int rounds) {
    RunDetails details = run.details();
    if (details != null && !details.facts().labels().equals(labels)) {
      throw new UserDataException(
          "resume: %s learned %s (expected: the same classes as now, %s)"
              .formatted(run.dir(), details.facts().labels(), labels));
    }
    Resumption resumption = new Resumption(run, Checkpoint.read(run.dir(), layout));
    if (resumption.lastRound() >= rounds) {
      throw new UserDataException(
          "resume: %s has done %d rounds of %d (expected: some that are left; ask for more with --rounds)"
              .formatted(run.dir(), resumption.lastRound(), rounds));
    }
    return resumption;
  }

  /** The last round that is kept, 0 for none. */
  public int lastRound() {
    return checkpoint == null ? 0 : checkpoint.round();
  }
}
