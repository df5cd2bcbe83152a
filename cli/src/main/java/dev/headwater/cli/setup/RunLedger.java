package dev.headwater.cli.setup;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Opens the ledger of a run in its folder, or takes up the one that is there. */
public final class RunLedger {
  private RunLedger() {}

  /**
   * The ledger of a run.
   *
   * @return null where nothing is promised
   * @throws UserDataException if lines of it are missing, or the run promised something before
   */
  public static @Nullable LedgerFile open(@Nullable Promise promise, RunFolder folder) {
    if (promise == null) {
      if (Files.exists(folder.file(LedgerFile.NAME))) {
        throw new UserDataException(
            "resume: %s has spent privacy, and this run promises none (expected: the same --privacy)"
                .formatted(folder.dir()));
      }
      return null;
    }
    requireAllOfIt(folder);
    return LedgerFile.open(folder.dir());
  }

  /** The chain alone does not show that lines at its end are gone; the last summary does. */
  private static void requireAllOfIt(RunFolder folder) {
    if (!Files.exists(folder.file(RunFolder.SUMMARY))) {
      return;
    }
    SummaryRecord summary = RunFolder.open(folder.dir()).summary();
    PrivacyFacts facts = summary == null ? null : summary.privacy();
    if (facts != null && !LedgerFile.read(folder.dir()).digests().contains(facts.ledger())) {
      throw new UserDataException(
          "ledger: %s does not hold the line %s that %s ends with (expected: every line that was written; lines were cut off, so what this run has spent is not known)"
              .formatted(folder.file(LedgerFile.NAME), facts.ledger(), RunFolder.SUMMARY));
    }
  }
}
