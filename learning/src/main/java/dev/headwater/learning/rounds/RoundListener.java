package dev.headwater.learning.rounds;

import dev.headwater.learning.tasks.RoundTask;

/** Receives the report of every round, in order, on the run's own thread. */
public interface RoundListener {

  /**
   * A round begins: it has been paid for, and the task is about to be sent to its cohort.
   *
   * @param task the cohort, and what it is asked to do
   */
  default void onTask(RoundTask task) {}

  /**
   * A round has ended.
   *
   * @param report its result
   */
  void onRound(RoundReport report);
}
