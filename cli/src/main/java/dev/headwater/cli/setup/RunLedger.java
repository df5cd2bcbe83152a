package dev.headwater.cli.setup;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Opens the ledger in a run's folder, new or existing. */
public final class RunLedger {
  private RunLedger() {}

  /**
   * The ledger of a run.
   *
   * @return null without a promise
   * @throws UserDataException if lines are missing, or the run had a promise before
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

  /** The chain alone does not reveal that lines at its end are missing; the last summary does. */
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
