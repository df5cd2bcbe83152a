package dev.headwater.learning.promise;

import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run promises about the people in it, and how each round keeps the promise. The clients'
 * half travels with the task as an {@link Instruction}; this is the coordinator's. Called on the
 * run's own thread, {@link #begin} and {@link #onServer} in turn.
 */
public interface PrivacyMechanism {

  /**
   * Pays for a round before it begins: whatever happens to the round afterwards, it has been paid.
   *
   * @param population num_examples of every client that could take part, by name
   * @throws IllegalArgumentException if a round before it was never paid for here
   * @throws BudgetSpentException if the round would spend more than the run may; nothing is spent
   *     then
   */
  Instruction begin(int round, SortedMap<String, Integer> population);

  /**
   * What the next round would be asked, without paying for it.
   *
   * @param available clients that could take part
   */
  Instruction preview(int available);

  /**
   * The aggregate as it may be used: with its noise, divided by what may be divided by.
   *
   * @throws IllegalStateException if something is promised, and {@code task} is not the round that
   *     was begun last, with the protection that was asked for
   */
  Aggregate onServer(RoundTask task, Aggregate aggregate);

  /** What has been spent so far, null where nothing is promised. */
  @Nullable PrivacySpent spent();
}
