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
 * What happened in one round.
 *
 * @param task who was asked, and how to train
 * @param aggregate what came back
 * @param state the new state: global parameters and what the strategy remembers
 * @param test scores on the coordinator's own test set, null where it has none
 * @param clients scores on the clients' held-out examples, by name; empty where none were asked for
 * @param privacy what the run has spent so far, null where it promises nothing
 * @param seconds wall time of the round, evaluation included
 */
public record RoundReport(
    RoundTask task,
    Aggregate aggregate,
    ServerState state,
    @Nullable Evaluation test,
    SortedMap<String, Evaluation> clients,
    @Nullable PrivacySpent privacy,
    double seconds) {

  /** The new global parameters. */
  public Parameters parameters() {
    return state.parameters();
  }

  /** 1-based. */
  public int round() {
    return task.round();
  }

  /**
   * The score to watch: the test set's, else that of all clients' held-out examples together, else
   * null.
   */
  public @Nullable Evaluation evaluation() {
    return test != null ? test : clients.values().stream().reduce(Evaluation::plus).orElse(null);
  }

  /** SHA-256 of the new global parameters, in hex. */
  public String digest() {
    return state.parameters().digest();
  }
}
