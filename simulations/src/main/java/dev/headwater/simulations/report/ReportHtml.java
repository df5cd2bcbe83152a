package dev.headwater.simulations.report;

import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.vision.image.UserDataException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as one HTML page. */
public final class ReportHtml {
  private ReportHtml() {}

  /**
   * The whole page of a run.
   *
   * @param summary null where the run did not end in an orderly way
   * @param notes sentences to add to those of the facts
   */
  public static String render(
      RunDetails details,
      List<RoundRecord> rounds,
      @Nullable SummaryRecord summary,
      List<String> notes) {
    return "<!doctype html><title>%s, %d, %s, %s</title>"
        .formatted(details.started(), rounds.size(), summary, notes);
  }

  /**
   * The page of a run folder that was read back.
   *
   * @throws UserDataException if its details are missing
   */
  public static String render(RecordedRun run) {
    RunDetails details = run.details();
    if (details == null) {
      throw new UserDataException(
          "run: %s has no readable %s (expected: a run folder of this version of Headwater)"
              .formatted(run.dir(), RunFolder.DETAILS));
    }
    return render(details, run.rounds(), run.summary(), run.notes());
  }
}
