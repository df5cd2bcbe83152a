package dev.headwater.cli.setup;

import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.simulations.output.RunOutcome;
import org.jspecify.annotations.Nullable;

/** What a coordinator tells its clients when its rounds have ended. */
public final class Farewell {
  private Farewell() {}

  /**
   * Ends the run for its clients, or tells them why it goes on no longer: a run that may go on with
   * --resume is not over for them, and they wait.
   *
   * @param rounds of the whole run
   * @param learned the head that the run folder has; null if no round gave a sum
   * @param head what the audit log ends with: whoever keeps it can tell later whether the log was
   *     changed
   */
  public static void tell(
      CoordinatorServer doors,
      RunOutcome outcome,
      int rounds,
      @Nullable Parameters learned,
      String head) {
    String end = "Its audit log ends with %s.".formatted(head);
    switch (outcome) {
      case DONE -> doors.finish("The run is over: %d rounds. %s".formatted(rounds, end), learned);
      case TARGET_REACHED ->
          doors.finish("The run is over: it has reached its target. %s".formatted(end), learned);
      case NO_IMPROVEMENT ->
          doors.finish("The run is over: it no longer improved. %s".formatted(end), learned);
      case BUDGET_SPENT ->
          doors.finish("The run is over: its privacy budget is spent. %s".formatted(end), learned);
      case QUORUM_NOT_MET ->
          doors.stop("The run has stopped: too few clients took part. %s".formatted(end));
      case FAILED -> doors.stop("The run has stopped at an error. %s".formatted(end));
      case INTERRUPTED -> doors.stop("The run was interrupted. %s".formatted(end));
    }
  }
}
