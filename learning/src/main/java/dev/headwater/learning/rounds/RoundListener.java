package dev.headwater.learning.rounds;

import dev.headwater.learning.tasks.RoundTask;

/** Hears about every round as it ends, on the run's own thread, in order. */
public interface RoundListener {

  /** A round has been asked: the task is on its way to its cohort. */
  default void onTask(RoundTask task) {}

  /** A round has ended. */
  void onRound(RoundReport report);
}
