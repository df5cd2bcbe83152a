package dev.headwater.simulations;

import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.text.Quantities;
import java.util.List;
import java.util.Optional;

/**
 * A run that has ended before its clients trained: its rounds measured features and computed the
 * first head. Whoever compares strategies by it compares nothing.
 */
final class NothingTrained {
  private NothingTrained() {}

  /** A sentence if that is so, as far as losses are known. */
  static Optional<String> sentence(RunSettings settings, RunHistory history) {
    List<RoundRecord> rounds = history.rounds();
    boolean trains = settings.strategy().rounds().isEmpty();
    boolean losses = settings.promise() == null && settings.masking() == null;
    boolean none =
        rounds.stream().allMatch(round -> round.trainLoss() == null && round.aborted() == null);
    return trains && losses && none && !rounds.isEmpty()
        ? Optional.of(
            "Nothing was trained in %s: the first rounds measure features and compute the first head (expected: more --rounds, or --start zero)."
                .formatted(Quantities.count(rounds.size(), "round")))
        : Optional.empty();
  }
}
