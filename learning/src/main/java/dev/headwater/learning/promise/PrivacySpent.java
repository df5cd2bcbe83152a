package dev.headwater.learning.promise;

/**
 * The privacy spent by a run: it is {@code (epsilon, delta)}-differentially private so far.
 *
 * @param epsilon at least 0; infinite without noise
 * @param delta in (0, 1)
 * @param clippingNorm of the round
 */
public record PrivacySpent(double epsilon, double delta, double clippingNorm) {}
