package dev.headwater.simulations.replay;

import dev.headwater.simulations.output.RoundRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A round of {@code rounds.jsonl} beside the same round computed again. Times and bytes are not
 * compared: they follow from the machine and the road.
 *
 * @param everybody whether all clients are simulated; else what live ones scored, and how often
 *     they were refused, is not computed again
 * @param tested whether the coordinator's own test set was scored
 * @param costs whether what a promise has cost is computed as in the run
 */
record RoundComparison(boolean everybody, boolean tested, boolean costs) {

  /** What differs, as words; the digest comes first. */
  List<String> differences(RoundRecord was, RoundRecord now) {
    List<String> found = new ArrayList<>();
    if (!was.digest().equals(now.digest())) {
      found.add(
          "parameters %.16s, and rounds.jsonl says %.16s".formatted(now.digest(), was.digest()));
    }
    compare(found, "cohort", now.cohort(), was.cohort());
    compare(found, "contributed", now.contributed(), was.contributed());
    compare(found, "train_loss", now.trainLoss(), was.trainLoss());
    compare(found, "num_examples", now.numExamples(), was.numExamples());
    compare(found, "aborted", now.aborted(), was.aborted());
    if (everybody) {
      compare(found, "refused", now.refused(), was.refused());
      compare(found, "personal_accuracy", now.personalAccuracy(), was.personalAccuracy());
    }
    if (everybody || tested) {
      compare(found, "eval_loss", now.evalLoss(), was.evalLoss());
      compare(found, "eval_accuracy", now.evalAccuracy(), was.evalAccuracy());
    }
    if (costs) {
      compare(found, "epsilon", now.epsilon(), was.epsilon());
      compare(found, "delta", now.delta(), was.delta());
    }
    return found;
  }

  private static void compare(
      List<String> found, String key, @Nullable Object now, @Nullable Object was) {
    if (!Objects.equals(now, was)) {
      found.add("%s %s, and rounds.jsonl says %s".formatted(key, now, was));
    }
  }
}
