package dev.headwater.simulations.output.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.simulations.output.SampleLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EarlierRunsTest {
  private static final String DATA = "a".repeat(64);

  private final Path runs;

  EarlierRunsTest(@TempDir Path runs) {
    this.runs = runs;
  }

  private Path run(String name, String data, LedgerEntry... more) throws IOException {
    LedgerEntry.Opened any = SampleLedger.opened("secure");
    Path run = Files.createDirectory(runs.resolve(name));
    try (LedgerFile ledger = LedgerFile.open(run, data)) {
      ledger.append(
          new LedgerEntry.Opened(
              any.mechanism(),
              any.adjacency(),
              any.unit(),
              any.accountant(),
              any.delta(),
              any.epsilonBudget(),
              any.noise(),
              any.cohorts(),
              data));
      for (LedgerEntry entry : more) {
        ledger.append(entry);
      }
    }
    return run;
  }

  @Test
  void runsThatSpentOnTheSameDataAreAllCountedAndNoOthers() throws IOException {
    for (String name : new String[] {"mon", "tue", "wed", "thu", "fri"}) {
      run(name, DATA, SampleLedger.paid(1, 1.5));
    }
    run("elsewhere", "b".repeat(64), SampleLedger.paid(1, 1.5));
    run("before-its-first-round", DATA);
    Files.createDirectory(runs.resolve("without-privacy"));
    Path own = run("now", DATA);

    assertThat(EarlierRuns.sentence(own))
        .startsWith("Privacy adds up: fri, mon, thu and 2 more in " + runs + " used the same data");
  }

  @Test
  void linksAreNoRuns() throws IOException {
    Path own = run("now", DATA, SampleLedger.paid(1, 1.5));
    Files.createSymbolicLink(runs.resolve("latest"), Path.of("now"));
    assertThat(EarlierRuns.sentence(own)).isEmpty();

    run("before", DATA, SampleLedger.paid(1, 1.5));
    assertThat(EarlierRuns.sentence(own)).startsWith("Privacy adds up: before in ");
    assertThat(EarlierRuns.sentence(runs.resolve("latest")))
        .as("a run that is named by its link")
        .startsWith("Privacy adds up: before in ");
  }
}
