package dev.headwater.learning.evaluation;

import dev.headwater.learning.parameters.Parameters;

/** Scores the global parameters on a test set that the coordinator itself holds. */
@FunctionalInterface
public interface Scorer {
  /**
   * {@return the summed loss, and the correct and all examples of every class of the test set}
   *
   * @param parameters the global parameters after a round
   * @throws InterruptedException if the run's thread is interrupted while it waits for the scores
   */
  Evaluation score(Parameters parameters) throws InterruptedException;
}
