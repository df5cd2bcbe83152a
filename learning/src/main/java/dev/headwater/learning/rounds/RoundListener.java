package dev.headwater.learning.rounds;

import dev.headwater.learning.tasks.RoundTask;

/** Receives the report of every round, in order, on the run's own thread. */
public interface RoundListener {

  /** A round begins: the task is about to be sent to its cohort. */
  default void onTask(RoundTask task) {}

  /** A round has ended. */
  void onRound(RoundReport report);
}
