package dev.headwater.simulations;

import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunHistory;
import dev.headwater.simulations.output.text.Quantities;
import java.util.List;

/** How many rounds of a run may give no sum. */
final class RoundsWithoutSum {
  private RoundsWithoutSum() {}

  /**
   * A run in which most rounds gave no sum must not count as done: it learned little or nothing.
   */
  static void require(Strategy strategy, RunHistory history) {
    List<RoundRecord> rounds = history.rounds();
    if (!history.withoutAnySum()) {
      if (2 * history.withoutSum() > rounds.size()) {
        throw new QuorumNotMetException(
            "%d of %s gave no sum (expected: most to give one; the report says why they did not, the head is that of the last sum; go on with --resume and more --rounds)"
                .formatted(history.withoutSum(), Quantities.count(rounds.size(), "round")));
      }
      return;
    }
    throw new QuorumNotMetException(
        strategy.rounds().orElse(0) == 1
            ? "%s computes its head in one round, and it gave no sum: %s (expected: a sum; there is no model, start the run again)"
                .formatted(strategy.spec(), rounds.get(0).aborted())
            : "none of %s gave a sum, so there is no model (expected: at least one sum; the reasons are above)"
                .formatted(Quantities.count(rounds.size(), "round")));
  }
}
