package dev.headwater.learning.rounds;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Hyperparameters;

/**
 * What a client is asked to do in a round: the same for the whole cohort, so it is encoded once.
 *
 * @param round 1-based
 * @param seed of the run
 * @param parameters the global parameters to start from
 * @param hyper how to train, with this round's learning rate
 */
public record TrainTask(int round, long seed, Parameters parameters, Hyperparameters hyper) {}
