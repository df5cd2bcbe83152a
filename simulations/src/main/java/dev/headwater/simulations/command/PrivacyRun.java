package dev.headwater.simulations.command;

import dev.headwater.learning.privacy.DifferentialPrivacy;
import dev.headwater.learning.privacy.PrivacyPlan;
import dev.headwater.learning.rounds.NoPrivacy;
import dev.headwater.learning.rounds.Plan;
import dev.headwater.learning.rounds.PrivacyMechanism;
import dev.headwater.simulations.output.LedgerFile;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.vision.image.UserDataException;
import java.nio.file.Files;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A run's privacy with the ledger in its folder.
 *
 * @param mechanism pays before every round
 * @param ledger null where nothing is promised
 */
record PrivacyRun(PrivacyMechanism mechanism, @Nullable LedgerFile ledger)
    implements AutoCloseable {

  /**
   * Opens the ledger, or takes up the one that is there.
   *
   * @param dimension values in the head
   * @param population num_examples of every client, by name, as the run is planned for
   */
  static PrivacyRun open(
      @Nullable PrivacyPlan privacy,
      Plan plan,
      int dimension,
      SortedMap<String, Integer> population,
      RunFolder folder) {
    PrivacyRun run = open(privacy, plan, dimension, folder);
    CommandLines.valid(() -> plan.grid(population, run.mechanism().preview(population.size())));
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
    LedgerFile ledger = LedgerFile.open(folder.dir());
    PrivacyMechanism mechanism =
        CommandLines.valid(
            () ->
                new DifferentialPrivacy(
                    privacy, plan.hyper(), dimension, plan.seed(), ledger, ledger.entries()));
    return new PrivacyRun(mechanism, ledger);
  }

  @Override
  public void close() {
    if (ledger != null) {
      ledger.close();
    }
  }
}
