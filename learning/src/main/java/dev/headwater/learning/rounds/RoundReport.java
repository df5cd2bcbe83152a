package dev.headwater.learning.rounds;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of one round.
 *
 * @param task the cohort, and how it was asked to train
 * @param aggregate the aggregated contributions
 * @param state the new state: global parameters and the strategy's state
 * @param test scores on the coordinator's own test set, null if it has none
 * @param clients scores on the clients' held-out examples, by name; empty if none were requested
 * @param personal scores of the clients' own heads on the same examples, by name; empty unless
 *     their work keeps one
 * @param privacy privacy spent by the run so far, null without a promise
 * @param seconds wall time of the round, evaluation included
 */
public record RoundReport(
    RoundTask task,
    Aggregate aggregate,
    ServerState state,
    @Nullable Evaluation test,
    SortedMap<String, Evaluation> clients,
    SortedMap<String, Evaluation> personal,
    @Nullable PrivacySpent privacy,
    double seconds) {

  /** {@return the global parameters after the round; those before it if it gave no sum} */
  public Parameters parameters() {
    return state.parameters();
  }

  /** {@return the round, 1-based} */
  public int round() {
    return task.round();
  }

  /**
   * {@return the main score: on the test set, else on all clients' held-out examples together, else
   * null}
   */
  public @Nullable Evaluation evaluation() {
    return test != null ? test : clients.values().stream().reduce(Evaluation::plus).orElse(null);
  }

  /** {@return SHA-256 of the global parameters after the round, as 64 lower-case hex digits} */
  public String digest() {
    return state.parameters().digest();
  }
}
