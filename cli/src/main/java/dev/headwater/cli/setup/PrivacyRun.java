package dev.headwater.cli.setup;

import dev.headwater.files.UserDataException;
import dev.headwater.files.UserInput;
import dev.headwater.learning.privacy.DifferentialPrivacy;
import dev.headwater.learning.privacy.PrivacyPlan;
import dev.headwater.learning.promise.NoPrivacy;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.rounds.Plan;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.PrivacyFacts;
import java.nio.file.Files;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A run's privacy with the ledger in its folder.
 *
 * @param mechanism pays before every round
 * @param ledger null where nothing is promised
 */
public record PrivacyRun(PrivacyMechanism mechanism, @Nullable LedgerFile ledger)
    implements AutoCloseable {

  /**
   * Opens the ledger, or takes up the one that is there.
   *
   * @param dimension values in the head
   * @param population num_examples of every client, by name, as the run is planned for
   */
  public static PrivacyRun open(
      @Nullable PrivacyPlan privacy,
      Plan plan,
      int dimension,
      SortedMap<String, Integer> population,
      RunFolder folder) {
    PrivacyRun run = open(privacy, plan, dimension, folder);
    UserInput.valid(() -> plan.grid(population, run.mechanism().preview(population.size())));
    return run;
  }

  private static PrivacyRun open(
      @Nullable PrivacyPlan privacy, Plan plan, int dimension, RunFolder folder) {
    if (privacy == null) {
      if (Files.exists(folder.file(LedgerFile.NAME))) {
        throw new UserDataException(
            "resume: %s has spent privacy, and this run promises none (expected: the same --privacy)"
                .formatted(folder.dir()));
      }
      return new PrivacyRun(new NoPrivacy(), null);
    }
    requireAllOfIt(folder);
    LedgerFile ledger = LedgerFile.open(folder.dir());
    PrivacyMechanism mechanism =
        UserInput.valid(
            () ->
                new DifferentialPrivacy(
                    privacy, plan.hyper(), dimension, plan.seed(), ledger, ledger.entries()));
    return new PrivacyRun(mechanism, ledger);
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

  @Override
  public void close() {
    if (ledger != null) {
      ledger.close();
    }
  }
}
