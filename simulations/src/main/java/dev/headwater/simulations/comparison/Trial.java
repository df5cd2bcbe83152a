package dev.headwater.simulations.comparison;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.RunOutcome;
import dev.headwater.simulations.output.SummaryRecord;
import dev.headwater.simulations.output.SummaryRecord.Reached;
import dev.headwater.simulations.output.manifest.RecordManifest;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.text.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a comparison.
 *
 * @param setting what tells it from others
 * @param seed of the run; runs of equal seeds are paired
 * @param folder the run folder, as text
 * @param outcome null if the run did not end in an orderly way
 * @param rounds at least one, in order
 * @param target null if the run had none
 * @param data equal for runs that were trained on the same pictures
 * @param tests digest of the coordinator's test pictures; empty if it is not known, as of runs of
 *     earlier versions
 * @param split equal for runs that dealt them out in the same way
 * @param live whether its clients were processes of their own, whose pictures nobody else knows
 */
public record Trial(
    Setting setting,
    long seed,
    String folder,
    @Nullable RunOutcome outcome,
    List<RoundRecord> rounds,
    @Nullable Reached target,
    String data,
    String tests,
    String split,
    boolean live) {

  /**
   * Copies the rounds.
   *
   * @param setting what tells it from others
   * @param seed of the run
   * @param folder as text
   * @param outcome null if it did not end in an orderly way
   * @param rounds at least one, in order
   * @param target null without one
   * @param data for comparisons alone
   * @param tests for comparisons alone
   * @param split for comparisons alone
   * @param live whether its clients' pictures are theirs alone
   */
  public Trial {
    rounds = List.copyOf(rounds);
  }

  /**
   * {@return a recorded run as a part of a comparison}
   *
   * @param setting what tells it from others
   * @param run as read from its folder
   * @throws UserDataException if the run has no round, or does not say what it was about
   */
  public static Trial of(Setting setting, RecordedRun run) {
    RecordManifest.requireUnchanged(
        run.dir(), RunFolder.CONFIG, RunFolder.ROUNDS, RunFolder.DETAILS);
    RunDetails details = run.details();
    requireOrder(run);
    if (details == null || run.rounds().isEmpty()) {
      throw new UserDataException(
          "run: %s has %s (expected: a run with at least one round; go on with it by simulate --resume, or leave it out; of a sweep, move its folder away and start the sweep again)"
              .formatted(run.dir(), details == null ? "no readable details.json" : "no round"));
    }
    RunFacts facts = details.facts();
    SummaryRecord summary = run.summary();
    List<Object> data =
        List.of(
            facts.data(),
            facts.labels(),
            facts.testSet().size(),
            details.scoredOn(),
            Checkpoint.pictures(run.dir()));
    return new Trial(
        setting,
        facts.seed(),
        run.dir().toString(),
        summary == null ? null : summary.outcome(),
        run.rounds(),
        summary == null ? null : summary.target(),
        digest(data),
        facts.testSet().digest(),
        digest(
            List.of(
                facts.labelCounts(), String.valueOf(facts.config().getOrDefault("holdout", "")))),
        facts.labelCounts().isEmpty());
  }

  private static void requireOrder(RecordedRun run) {
    for (int i = 1; i < run.rounds().size(); i++) {
      int before = run.rounds().get(i - 1).round();
      int round = run.rounds().get(i).round();
      if (round != before + 1) {
        throw new UserDataException(
            "run: line %d of %s is of round %d, after round %d (expected: every round once, in order, as the run wrote them)"
                .formatted(i + 1, run.dir().resolve(RunFolder.ROUNDS), round, before));
      }
    }
  }

  /**
   * {@return the same run under another setting}
   *
   * @param other what tells it from others
   */
  public Trial of(Setting other) {
    return new Trial(other, seed, folder, outcome, rounds, target, data, tests, split, live);
  }

  /**
   * {@return whether a run was trained and scored on the same pictures, as far as is known}
   *
   * @param other a run of the same comparison
   */
  boolean samePictures(Trial other) {
    boolean known = !tests.isEmpty() && !other.tests.isEmpty();
    return data.equals(other.data) && (!known || tests.equals(other.tests));
  }

  private static String digest(Object value) {
    return Sha256.hex(Json.line(value).getBytes(StandardCharsets.UTF_8));
  }

  /** {@return the last round} */
  public RoundRecord end() {
    return rounds.get(rounds.size() - 1);
  }

  /** {@return the accuracy after the last round, in [0, 1]; NaN if it is unknown} */
  public double accuracy() {
    return number(end().evalAccuracy());
  }

  /** {@return the loss after the last round, in nats; NaN if it is unknown} */
  public double loss() {
    return number(end().evalLoss());
  }

  /** {@return the best accuracy after any round, in [0, 1]; NaN if it is unknown} */
  public double best() {
    return rounds.stream()
        .mapToDouble(round -> number(round.evalAccuracy()))
        .filter(value -> !Double.isNaN(value))
        .max()
        .orElse(Double.NaN);
  }

  /**
   * {@return the round that reached the target, 1-based; NaN if none did, or there is no target}
   */
  public double roundsToTarget() {
    return target == null || target.round() == null ? Double.NaN : target.round();
  }

  /** {@return payload from clients to coordinator up to the target, in bytes; NaN without} */
  public double bytesToTarget() {
    return target == null || target.bytesUp() == null ? Double.NaN : target.bytesUp();
  }

  /** {@return payload from clients to coordinator of all rounds, in bytes} */
  public double bytesUp() {
    return rounds.stream().mapToLong(RoundRecord::bytesUp).sum();
  }

  /** {@return wall time of all rounds, in seconds} */
  public double seconds() {
    return rounds.stream().mapToDouble(RoundRecord::seconds).sum();
  }

  private static double number(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
