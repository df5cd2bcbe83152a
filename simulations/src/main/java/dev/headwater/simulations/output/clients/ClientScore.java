package dev.headwater.simulations.output.clients;

import dev.headwater.learning.evaluation.Evaluation;
import org.jspecify.annotations.Nullable;

/**
 * A client's score of the head after a round, on the examples that it holds out.
 *
 * @param correct examples that are classified correctly
 * @param examples held out, at least 1
 * @param loss mean cross-entropy, in nats
 * @param personal of the same examples, those that the client's own head classifies correctly; null
 *     if it keeps none
 */
public record ClientScore(long correct, long examples, double loss, @Nullable Long personal) {
  static ClientScore of(Evaluation global, @Nullable Evaluation personal) {
    return new ClientScore(
        global.numCorrect(),
        global.numExamples(),
        global.loss(),
        personal == null ? null : personal.numCorrect());
  }

  /** {@return the share of correct predictions of the global head, in [0, 1]} */
  public double accuracy() {
    return (double) correct / examples;
  }

  /** {@return that of the client's own head, in [0, 1]; null without one} */
  public @Nullable Double personalAccuracy() {
    return personal == null ? null : (double) personal / examples;
  }
}
