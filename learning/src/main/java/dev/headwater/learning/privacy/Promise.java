package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.Weighting;
import org.jspecify.annotations.Nullable;

/**
 * What a run promises about the people in it, apart from what follows from how it samples, weighs
 * and masks: those the run's settings say, once, and {@link #plan} joins the two.
 *
 * @param mechanism who adds the noise
 * @param clippingNorm bound of the L2 norm of one client's delta (of one example's gradient under
 *     {@link Mechanism.ExampleLevel}), above 0; the first one where it adapts
 * @param noiseMultiplier deviation of the noise over the clipping norm times the largest weight
 * @param delta in (0, 1), and below 1 over the number of clients
 * @param epsilonBudget what the run may spend; infinite for no limit
 * @param accountant how it is computed
 * @param meanWeight what a client weighs on average, a constant that must not come from the data
 * @param adaptive how the clipping norm moves, null if it stays
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
   * The promise of a run.
   *
   * @param cohort how its cohorts are drawn
   * @param clients how many it is planned for
   * @param weighting what its clients count
   * @param masked whether contributions come under masks
   * @throws IllegalArgumentException if it cannot be kept that way
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
