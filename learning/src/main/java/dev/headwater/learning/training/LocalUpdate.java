package dev.headwater.learning.training;

/**
 * The result of local training.
 *
 * @param delta {@code w_local - w_global}, flat, owned by this value
 * @param meanLoss mean cross-entropy in nats over all examples seen, each computed with the weights
 *     of its step
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record LocalUpdate(float[] delta, double meanLoss) {}
