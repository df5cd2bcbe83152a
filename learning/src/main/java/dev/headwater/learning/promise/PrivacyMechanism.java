package dev.headwater.learning.promise;

import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.sampling.Turns;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's side of a run's privacy guarantee. The clients' side is sent with the task as
 * an {@link Instruction}. Called on the run's own thread, {@link #begin} and {@link #onServer} in
 * turn.
 */
public interface PrivacyMechanism {

  /**
   * {@return the instruction of a round, after paying for it} The payment stands whatever happens
   * to the round.
   *
   * @param round 1-based
   * @param population num_examples of every client that could take part, by name
   * @param asked names of the clients that will be asked; where cohorts are public each of them is
   *     charged, elsewhere it is neither charged nor recorded who they are
   * @throws IllegalArgumentException if an earlier round was not paid for here
   * @throws BudgetSpentException if the round would exceed the budget; then nothing is spent
   */
  Instruction begin(int round, SortedMap<String, Integer> population, Collection<String> asked);

  /**
   * {@return the instruction of a round in which anybody may be asked, after paying for it}
   *
   * @param round 1-based
   * @param population num_examples of every client that could take part, by name
   * @throws IllegalArgumentException if an earlier round was not paid for here
   * @throws BudgetSpentException if the round would exceed the budget; then nothing is spent
   */
  default Instruction begin(int round, SortedMap<String, Integer> population) {
    return begin(round, population, population.keySet());
  }

  /**
   * {@return the aggregate of a round that was paid for before a crash and in which nobody is asked
   * again; null for every other round} Either its sum was released then, and that release stands;
   * or its clients will not answer again, and it has no sum. {@link #begin} does not pay for it
   * again. It is given to {@link #onServer} as any other.
   *
   * @param task the round that was begun last
   */
  default @Nullable Aggregate gatheredBefore(RoundTask task) {
    return null;
  }

  /**
   * {@return who was asked in a round of {@link #gatheredBefore}, where cohorts are public; empty
   * elsewhere}
   *
   * @param round 1-based
   */
  default List<String> askedBefore(int round) {
    return List.of();
  }

  /** {@return the turns paid for so far where cohorts are public; none elsewhere} */
  default Turns turns() {
    return Turns.NONE;
  }

  /** {@return the most turns of one client that the budget pays for} */
  default int affordableTurns() {
    return Integer.MAX_VALUE;
  }

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
