package dev.headwater.simulations;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.stopping.BestSoFar;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.FolderPlace;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.RoundLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that is resumed.
 *
 * @param run its folder, as read
 * @param checkpoint null if the run stopped in its first round
 * @param over whether no round is left: the run was ended before all of its files were written, or
 *     it is done
 */
public record Resumption(RecordedRun run, @Nullable Checkpoint checkpoint, boolean over) {

  /**
   * {@return the run with its checkpoint}
   *
   * @param run the run's folder, as read
   * @param settings of the whole run, the rounds that are done included
   * @param labels in the head's order
   * @param backbone the source of the features from now on
   * @throws UserDataException if more rounds are done than the run has, it had other classes or
   *     another backbone, or its checkpoint is damaged or has another model or strategy
   */
  public static Resumption of(
      RecordedRun run, RunSettings settings, List<String> labels, RunFacts.Backbone backbone) {
    RunDetails details = run.details();
    if (details != null) {
      requireSame(run, details.facts(), labels, backbone);
    }
    Checkpoint checkpoint =
        Checkpoint.read(
            run.dir(), settings.model().layout(), settings.strategy().spec().toString());
    if (checkpoint != null && details == null) {
      throw new UserDataException(
          "resume: %s is missing or damaged (expected: as the run wrote it; it says for which classes and on which backbone the head was trained, so put a copy of the whole folder back)"
              .formatted(run.dir().resolve(RunFolder.DETAILS)));
    }
    int done = checkpoint == null ? 0 : checkpoint.round();
    if (done > settings.rounds()) {
      throw new UserDataException(
          "resume: %s has done %d rounds of %d (expected: at least as many as are done; ask for more with --rounds)"
              .formatted(run.dir(), done, settings.rounds()));
    }
    return new Resumption(run, checkpoint, isOver(checkpoint, settings, run.rounds()));
  }

  /**
   * {@return whether no round is left after a checkpoint}
   *
   * @param checkpoint null before the first round
   * @param settings of the whole run
   * @param rounds those that are recorded, in order
   */
  public static boolean isOver(
      @Nullable Checkpoint checkpoint, RunSettings settings, List<RoundRecord> rounds) {
    if (checkpoint == null || checkpoint.round() >= settings.rounds()) {
      return checkpoint != null;
    }
    BestSoFar best = settings.stopping().begin();
    rounds.stream()
        .filter(round -> round.round() <= checkpoint.round())
        .forEach(round -> best.saw(round.round(), round.evalAccuracy(), round.evalLoss()));
    if (best.over()) {
      return true;
    }
    try {
      return settings.strategy().finished(checkpoint.state());
    } catch (IllegalArgumentException e) {
      return false; // of another promise: refused in words before a round
    }
  }

  /**
   * Refuses other pictures than those that the run has learned from until now.
   *
   * @param pictures digest of the training pictures of now; empty if clients keep them to
   *     themselves
   * @throws UserDataException if it is another than the checkpoint's
   */
  public void requirePictures(String pictures) {
    String was = checkpoint == null ? "" : checkpoint.beside().data();
    if (!was.isEmpty() && !pictures.isEmpty() && !was.equals(pictures)) {
      throw new UserDataException(
          "resume: the training pictures are not those of %s: some were added, removed or changed since round %d (expected: the same; put them back, or say --changed-data to go on with what is there now)"
              .formatted(run.dir(), lastRound()));
    }
  }

  /**
   * Refuses other test pictures than those that the run has been scored on until now: one curve
   * would show two measures.
   *
   * @param tests the coordinator's own test set of now
   * @throws UserDataException if it is another than the run's
   */
  public void requireTestSet(RunFacts.TestSet tests) {
    RunDetails details = run.details();
    RunFacts.TestSet was = details == null ? RunFacts.TestSet.NONE : details.facts().testSet();
    if (lastRound() > 0 && !was.digest().isEmpty() && !was.equals(tests)) {
      throw new UserDataException(
          "resume: the test pictures are not those of %s: some were added, removed or changed since round %d (expected: the same; put them back, or say --changed-data to go on with what is there now)"
              .formatted(run.dir(), lastRound()));
    }
  }

  /**
   * {@return the same run with all rounds up to its checkpoint} If a crash has torn the last line
   * of {@code rounds.jsonl}, the checkpoint has it.
   *
   * @throws UserDataException if rounds are missing, stand twice or in another order, or are others
   *     than those before the checkpoint
   */
  public Resumption withAllRounds() {
    Path file = run.dir().resolve(RunFolder.ROUNDS);
    List<RoundRecord> rounds = new ArrayList<>(run.rounds());
    for (int i = 0; i < rounds.size(); i++) {
      if (rounds.get(i).round() != i + 1) {
        throw new UserDataException(
            "resume: line %d of %s is of round %d (expected: of round %d, as the run wrote it; put a copy of the whole folder back, or start a new run)"
                .formatted(i + 1, file, rounds.get(i).round(), i + 1));
      }
    }
    int done = lastRound();
    Checkpoint.Beside beside = checkpoint == null ? Checkpoint.Beside.NOTHING : checkpoint.beside();
    List<String> lines = run.lines();
    if (rounds.size() == done - 1 && !beside.line().isEmpty()) {
      lines = new ArrayList<>(lines);
      lines.add(beside.line());
      rounds.add(RoundRecord.read(beside.line(), run.dir().resolve(Checkpoint.NAME)));
    }
    if (rounds.size() < done) {
      throw new UserDataException(
          "resume: %s ends with round %d, and %s is of round %d (expected: a line for every round; put a copy of the whole folder back, or start a new run)"
              .formatted(file, rounds.size(), Checkpoint.NAME, done));
    }
    if (!beside.rounds().isEmpty()
        && !beside.rounds().equals(RoundLines.digestOf(lines.subList(0, done)))) {
      throw new UserDataException(
          "resume: the first %d lines of %s are not those that were there when %s was written (expected: as the run wrote them; put a copy of the whole folder back, or start a new run)"
              .formatted(done, file, Checkpoint.NAME));
    }
    return new Resumption(run.with(rounds, lines), checkpoint, over);
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
    if (checkpoint != null && checkpoint.beside().ledger() != null) {
      chain.requireLine(checkpoint.beside().ledger(), file, Checkpoint.NAME);
    }
    SummaryRecord summary = run.summary();
    if (summary != null && summary.privacy() != null) {
      chain.requireLine(summary.privacy().ledger(), file, RunFolder.SUMMARY);
    }
    if (promised) {
      requirePromised(dir, adopted);
    } else if (!over && LedgerFile.existsIn(dir)) {
      throw new UserDataException(
          "resume: %s has spent privacy, and this run has no privacy guarantee (expected: the same --privacy)"
              .formatted(dir));
    }
  }

  private void requirePromised(Path dir, boolean adopted) {
    if (!LedgerFile.existsIn(dir)) {
      throw new UserDataException(
          "resume: %s has no %s (expected: the ledger that a private run begins with; it was deleted, or the rounds until now had no privacy guarantee, so start a new run)"
              .formatted(dir, LedgerFile.NAME));
    }
    if (!adopted && !over) { // when nothing is left, nothing is spent
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
