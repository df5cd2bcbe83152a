package dev.headwater.learning.evaluation;

import dev.headwater.learning.parameters.Parameters;

/** Scores the global parameters on a test set that the coordinator itself holds. */
@FunctionalInterface
public interface Scorer {
  /** Loss and accuracy of {@code parameters}. */
  Evaluation score(Parameters parameters) throws InterruptedException;
}
