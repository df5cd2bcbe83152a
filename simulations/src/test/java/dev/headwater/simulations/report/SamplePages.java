package dev.headwater.simulations.report;

import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SampleLedger;
import dev.headwater.simulations.output.SampleRun;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes reports of invented runs into the folder given as the only argument, to be looked at. */
final class SamplePages {
  private SamplePages() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    write(
        folder,
        "8-clients",
        new SampleRun(8, List.of("daisy", "dandelion", "rose", "sunflower", "tulip"), 30));
    write(folder, "40-clients", new SampleRun(40, 10, 50));
    write(folder, "1000-clients", new SampleRun(1000, 10, 200));
    write(folder, "2500-clients-100-classes", new SampleRun(2500, 100, 20));
    write(folder, "8-clients-100-classes", new SampleRun(8, 100, 20));
    write(folder, "2-classes", new SampleRun(3, 2, 1));
    write(folder, "live", new SampleRun(0, 4, 12));
    Path ledger = Files.createTempDirectory("ledger");
    write(
        folder,
        "private",
        new SampleRun(8, 5, 4),
        SampleLedger.written(ledger, SampleLedger.eventful("secure")));
  }

  private static void write(Path folder, String name, SampleRun run) throws IOException {
    write(folder, name, run, LedgerFile.Chain.EMPTY);
  }

  private static void write(Path folder, String name, SampleRun run, LedgerFile.Chain ledger)
      throws IOException {
    RunHistory history = new RunHistory(run.facts(), SampleRun.CLOCK);
    for (RoundReport report : run.reports()) {
      history.onRound(report);
    }
    String page =
        ReportHtml.render(
            history.details(),
            history.rounds(),
            history.summary(
                RunOutcome.DONE, "runs/sample", PrivacyFacts.of(ledger.entries(), ledger.head())),
            List.of("3 pictures were unreadable and skipped."),
            ledger,
            null);
    Files.writeString(folder.resolve(name + ".html"), page);
  }
}
