package dev.headwater.learning.clients;

import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Scaling;
import dev.headwater.learning.work.LocalInput;
import dev.headwater.learning.work.LocalResult;

/**
 * The client's side of a round, in this order: do the work on its own examples, multiply real
 * vectors by the weight, select values where only some are sent, clip and add noise as the task
 * asks, round to the form that is sent. A pure function, except for secure noise.
 *
 * @param contribution what the client uploads
 * @param memory what the client keeps once the contribution is counted
 */
public record ClientRound(Contribution contribution, NamedVectors memory) {

  /**
   * {@return what {@code client} uploads for {@code task}, and what it would remember}
   *
   * @param client the client's name, part of the key of its random numbers
   * @param examples the client's own, at least one; not written to. Where it is known whose they
   *     are, users are what counts
   * @param heldOut what it keeps out of training; may be none
   * @param task the same for the whole cohort
   * @param memory what the client keeps from its last counted round
   * @throws IllegalArgumentException if the examples cannot be worked on, or do not fit the sum
   */
  public static ClientRound perform(
      String client, Examples examples, Examples heldOut, TrainTask task, NamedVectors memory) {
    Protection protection = task.protection();
    int weight = protection.weighting().of(examples.units());
    if (task.work().statistics() && weight != examples.size()) {
      throw new IllegalArgumentException(
          "examples: %d (expected: at most %d, or the sums over all clients might not fit their integers)"
              .formatted(examples.size(), weight));
    }
    LocalResult result;
    try (Examples.Turn turn = Scaling.apply(task.broadcast(), examples).turn()) {
      result =
          task.work()
              .perform(
                  new LocalInput(
                      task.model(),
                      task.parameters(),
                      task.broadcast(),
                      turn.examples(),
                      heldOut,
                      memory,
                      KeyedRandom.of(task.seed(), task.round(), client, Purpose.SHUFFLE),
                      protection.example(),
                      purpose -> task.noise(client, purpose)));
    }
    for (Values values : result.vectors()) {
      if (values instanceof Values.Reals reals) {
        multiply(reals.values(), weight);
      }
    }
    Selection selected = Selection.of(result.vectors(), task, memory);
    ClientPrivacy privacy = protection.clipping();
    boolean within =
        privacy == null
            || privacy.protect(
                ((Values.Reals) selected.vectors().get(0)).values(),
                weight,
                task.grid(),
                task.noise(client, Purpose.NOISE));
    Coding.round(selected.vectors(), client, task, weight);
    boolean local = privacy != null && privacy.noisePlace() == ClientPrivacy.NoisePlace.LOCAL;
    Contribution contribution =
        new Contribution(
            client,
            task.round(),
            local
                ? 1
                : examples.units(), // the number of examples is data too, if nobody is trusted
            weight,
            selected.vectors(),
            protection.hidesScores() ? 0 : result.meanLoss(),
            privacy == null || !privacy.reportsNorm() || within,
            result.scalars().stream().map(scalar -> scalar * weight).toList());
    return new ClientRound(contribution, result.memory().and(selected.residuals()));
  }

  private static void multiply(float[] vector, int weight) {
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= weight;
    }
  }
}
