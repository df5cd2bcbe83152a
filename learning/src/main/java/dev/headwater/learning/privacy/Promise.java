package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.Weighting;
import org.jspecify.annotations.Nullable;

/**
 * The privacy guarantee of a run, without sampling, weighting and masking: those are part of the
 * run's settings, and {@link #plan} combines the two.
 *
 * @param mechanism who adds the noise
 * @param clippingNorm bound of the L2 norm of one client's delta (of one example's gradient under
 *     {@link Mechanism.ExampleLevel}, of its row under {@link Mechanism.ExampleRelease}), above 0;
 *     the initial one if it adapts
 * @param noiseMultiplier deviation of the noise over how far one client or example moves the sum
 * @param delta in (0, 1), and below 1 over the number of clients
 * @param epsilonBudget limit of the run's epsilon; infinite for no limit
 * @param accountant how epsilon is computed
 * @param meanWeight average weight of a client, a constant that must not come from the data
 * @param adaptive how the clipping norm adapts, null if it is fixed
 * @param secureNoise whether noise and cohorts come from {@link java.security.SecureRandom}
 */
public record Promise(
    Mechanism mechanism,
    double clippingNorm,
    double noiseMultiplier,
    double delta,
    double epsilonBudget,
    AccountantKind accountant,
    double meanWeight,
    PrivacyPlan.@Nullable Adaptive adaptive,
    boolean secureNoise) {

  /**
   * {@return the privacy plan of a run: this promise together with the run's settings}
   *
   * @param cohort how the run's cohorts are drawn
   * @param clients number of clients that the run is planned for
   * @param weighting how the run weighs clients
   * @param masked whether contributions are masked
   * @throws IllegalArgumentException if the promise cannot be kept with these settings
   */
  public PrivacyPlan plan(CohortSize cohort, int clients, Weighting weighting, boolean masked) {
    return new PrivacyPlan(
        mechanism,
        clippingNorm,
        noiseMultiplier,
        delta,
        epsilonBudget,
        accountant,
        cohort,
        clients,
        weighting,
        meanWeight,
        adaptive,
        masked,
        secureNoise);
  }
}
