package dev.headwater.learning.training;

/**
 * What local training gives.
 *
 * @param delta {@code w_local - w_global}, flat, owned by this value
 * @param meanLoss mean cross-entropy in nats over all examples seen, each under the weights of its
 *     step
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record LocalUpdate(float[] delta, double meanLoss) {}
