package dev.headwater.learning.tasks;

import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.training.Hyperparameters;

/**
 * What a client is asked to do in a round: the same for the whole cohort, so it is encoded once.
 *
 * @param round 1-based
 * @param seed of the run
 * @param parameters the global parameters to start from
 * @param hyper how to train, with this round's learning rate
 * @param protection how to weigh, clip and noise what leaves the client
 * @param grid the fixed-point grid of the round's sum
 */
public record TrainTask(
    int round,
    long seed,
    Parameters parameters,
    Hyperparameters hyper,
    Protection protection,
    FixedPoint grid) {

  /** The noise that {@code client} draws for {@code purpose} in this round. */
  public NoiseSource noise(String client, Purpose purpose) {
    return protection.secureNoise()
        ? NoiseSource.secureRandom()
        : NoiseSource.seeded(seed, round, client, purpose);
  }
}
