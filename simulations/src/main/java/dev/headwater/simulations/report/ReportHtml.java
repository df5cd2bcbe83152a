package dev.headwater.simulations.report;

import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.clients.ClientsFile;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.report.classes.ConfusionMatrix;
import dev.headwater.simulations.report.clients.ByRound;
import dev.headwater.simulations.report.clients.Clients;
import dev.headwater.simulations.report.html.Html;
import dev.headwater.simulations.report.html.Page;
import dev.headwater.simulations.report.rounds.Timeline;
import dev.headwater.simulations.report.rounds.Traffic;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as one self-contained HTML page: style, script, charts and data are embedded, and its
 * content security policy forbids network access. Without JavaScript the tables still work.
 */
public final class ReportHtml {
  private ReportHtml() {}

  /**
   * {@return the whole page of a run}
   *
   * @param details the facts and scores
   * @param rounds completed rounds, in order; may be empty
   * @param summary null if the run did not end in an orderly way
   * @param notes sentences to add to those of the facts
   * @param ledger verified ledger, empty without a promise
   * @param run the folder whose {@code clients.jsonl} is read; null where there is none
   * @throws UserDataException if that file is damaged
   */
  public static String render(
      RunDetails details,
      List<RoundRecord> rounds,
      @Nullable SummaryRecord summary,
      List<String> notes,
      LedgerFile.Chain ledger,
      @Nullable Path run) {
    Overview overview = new Overview(details, rounds, summary);
    PrivacySection privacy =
        PrivacySection.of(ledger, summary, details.facts().config().get("privacy") != null);
    Learning learning = new Learning(details, rounds);
    Clients clients = new Clients(details, rounds);
    ByRound byRound = new ByRound(details, rounds);
    Timeline timeline = new Timeline(rounds);
    if (run != null) {
      ClientsFile.read(run, timeline::saw);
    }
    Traffic traffic = new Traffic(rounds);
    Map<String, Object> data = new LinkedHashMap<>();
    learning.data(data);
    clients.data(data);
    byRound.data(data);
    timeline.data(data);
    traffic.data(data);
    privacy.data(data);
    return Page.of(
        overview.title(),
        overview.header()
            + "<main>\n"
            + overview.tiles(privacy.doubt())
            + learning.html()
            + timeline.html()
            + traffic.html()
            + privacy.html()
            + byRound.html()
            + clients.html()
            + new ConfusionMatrix(details.confusion()).html()
            + new Provenance(details, rounds, notes, privacy.drawnOnce(), run).html()
            + "</main>\n"
            + "<footer>Written by Headwater "
            + Html.escape(details.facts().version())
            + ". This page is complete in itself and loads nothing from the network.</footer>\n",
        data);
  }

  /**
   * {@return the page of a recorded run folder}
   *
   * @param run as read; only the ledger is read again
   * @throws UserDataException if its details are missing, or its ledger has been changed
   */
  public static String render(RecordedRun run) {
    RunDetails details = run.details();
    if (details == null) {
      throw new UserDataException(
          "run: %s has no readable %s (expected: a run folder of this version of Headwater)"
              .formatted(run.dir(), RunFolder.DETAILS));
    }
    return render(
        details, run.rounds(), run.summary(), run.notes(), LedgerFile.read(run.dir()), run.dir());
  }
}
