package dev.headwater.simulations;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.FolderPlace;
import dev.headwater.simulations.output.state.LedgerFile;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that is resumed.
 *
 * @param run its folder, as read
 * @param checkpoint null if the run stopped in its first round
 */
public record Resumption(RecordedRun run, @Nullable Checkpoint checkpoint) {

  /**
   * {@return the run with its checkpoint}
   *
   * @param run the run's folder, as read
   * @param layout of the head
   * @param labels in the head's order
   * @param backbone the source of the features from now on
   * @param strategy of the resumed run
   * @param rounds total number of rounds, those that are done included
   * @throws UserDataException if no rounds are left, the run had other classes or another backbone,
   *     or its checkpoint has another model or strategy
   */
  public static Resumption of(
      RecordedRun run,
      Layout layout,
      List<String> labels,
      RunFacts.Backbone backbone,
      Spec strategy,
      int rounds) {
    RunDetails details = run.details();
    if (details != null) {
      requireSame(run, details.facts(), labels, backbone);
    }
    Resumption resumption =
        new Resumption(run, Checkpoint.read(run.dir(), layout, strategy.toString()));
    if (resumption.lastRound() >= rounds) {
      throw new UserDataException(
          "resume: %s has done %d rounds of %d (expected: some that are left; ask for more with --rounds)"
              .formatted(run.dir(), resumption.lastRound(), rounds));
    }
    return resumption;
  }

  /**
   * Refuses a run of whose privacy ledger anything is missing, or whose files contradict each
   * other. What the folder's other files say of the ledger is compared with it, whatever this run
   * promises.
   *
   * @param promised whether the resumed run has a promise
   * @param adopted whether a copy of a promised run's folder takes the original's place
   * @throws UserDataException naming the file, and what it contradicts; nothing has changed
   */
  public void requireWhole(boolean promised, boolean adopted) {
    Path dir = run.dir();
    Path file = dir.resolve(LedgerFile.NAME);
    LedgerFile.Chain chain = LedgerFile.read(dir);
    for (RoundRecord round : run.rounds()) {
      if (round.ledger() != null) {
        chain.requireLine(
            round.ledger(), file, "round %d of %s".formatted(round.round(), RunFolder.ROUNDS));
      }
      requireParameters(round);
    }
    if (checkpoint != null && checkpoint.ledger() != null) {
      chain.requireLine(checkpoint.ledger(), file, Checkpoint.NAME);
    }
    SummaryRecord summary = run.summary();
    if (summary != null && summary.privacy() != null) {
      chain.requireLine(summary.privacy().ledger(), file, RunFolder.SUMMARY);
    }
    if (promised) {
      requirePromised(dir, adopted);
    } else if (LedgerFile.existsIn(dir)) {
      throw new UserDataException(
          "resume: %s has spent privacy, and this run promises none (expected: the same --privacy)"
              .formatted(dir));
    }
  }

  private static void requirePromised(Path dir, boolean adopted) {
    if (!LedgerFile.existsIn(dir)) {
      throw new UserDataException(
          "resume: %s has no %s (expected: the ledger that a promised run begins with; it was deleted, or the rounds until now promised nothing, so start a new run)"
              .formatted(dir, LedgerFile.NAME));
    }
    if (!adopted) {
      FolderPlace.require(dir);
    }
  }

  private void requireParameters(RoundRecord round) {
    if (checkpoint != null && checkpoint.round() == round.round()) {
      String digest = checkpoint.state().parameters().digest();
      if (!digest.equals(round.digest())) {
        throw new UserDataException(
            "resume: %s holds parameters %.16s after round %d, and %s says %.16s (expected: the same; one of the two was changed)"
                .formatted(
                    run.dir().resolve(Checkpoint.NAME),
                    digest,
                    round.round(),
                    RunFolder.ROUNDS,
                    round.digest()));
      }
    }
  }

  /** A head means something on the features it was trained on alone. */
  private static void requireSame(
      RecordedRun run, RunFacts was, List<String> labels, RunFacts.Backbone backbone) {
    if (!was.labels().equals(labels)) {
      throw new UserDataException(
          "resume: %s learned %s (expected: the same classes as now, %s)"
              .formatted(run.dir(), was.labels(), labels));
    }
    if (!was.backbone().digest().equals(backbone.digest())) {
      throw new UserDataException(
          "resume: %s learned on backbone %.12s, given %.12s (expected: the same --backbone and --image-size; a finished run's own backbone is in its model.safetensors)"
              .formatted(run.dir(), was.backbone().digest(), backbone.digest()));
    }
  }

  /** {@return the last completed round, 1-based; 0 for none} */
  public int lastRound() {
    return checkpoint == null ? 0 : checkpoint.round();
  }
}
