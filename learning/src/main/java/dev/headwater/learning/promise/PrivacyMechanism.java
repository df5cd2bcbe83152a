package dev.headwater.learning.promise;

import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's side of a run's privacy promise. The clients' side is sent with the task as an
 * {@link Instruction}. Called on the run's own thread, {@link #begin} and {@link #onServer} in
 * turn.
 */
public interface PrivacyMechanism {

  /**
   * {@return the instruction of a round, after paying for it} The payment stands whatever happens
   * to the round.
   *
   * @param round 1-based
   * @param population num_examples of every client that could take part, by name
   * @throws IllegalArgumentException if an earlier round was not paid for here
   * @throws BudgetSpentException if the round would exceed the budget; then nothing is spent
   */
  Instruction begin(int round, SortedMap<String, Integer> population);

  /**
   * {@return the instruction of the next round, without paying for it}
   *
   * @param available number of clients that could take part
   */
  Instruction preview(int available);

  /**
   * {@return the aggregate that may be used: with noise, divided by a permitted denominator}
   *
   * @param task the round that was begun last
   * @param aggregate of its contributions, before the coordinator adds noise
   * @throws IllegalStateException if there is a promise, and {@code task} is not the round begun
   *     last with the instructed protection
   */
  Aggregate onServer(RoundTask task, Aggregate aggregate);

  /** {@return the privacy spent so far; null without a promise} */
  @Nullable PrivacySpent spent();
}
