package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.training.Hyperparameters;
import java.util.List;
import java.util.SortedMap;
import java.util.function.DoubleFunction;

/**
 * The least noise with which a plan stays within its budget, computed in the same way as during the
 * run.
 */
public final class NoiseCalibration {
  private static final double MOST = 1e4;
  private static final double TOLERANCE = 1e-4;

  private NoiseCalibration() {}

  /**
   * {@return the least noise multiplier, within 1e-4 relative and rounded up, with which the rounds
   * cost no more than the plan's budget} Where cohorts are public and drawn by lot, one run in
   * 1,000 asks some client more often than this is made for, and ends early.
   *
   * @param plan the plan for a noise multiplier
   * @param hyper how clients train, which determines the cost of example-level privacy
   * @param rounds number of rounds, at least 1
   * @param population num_examples by client; the same in every round
   * @param dimension values in the vector that is summed
   * @throws IllegalArgumentException if no noise multiplier is large enough
   */
  public static double noiseMultiplier(
      DoubleFunction<PrivacyPlan> plan,
      Hyperparameters hyper,
      int rounds,
      SortedMap<String, Integer> population,
      int dimension) {
    double high = 1;
    while (!keeps(plan.apply(high), hyper, rounds, population, dimension)) {
      high *= 2;
      if (high > MOST) {
        throw new IllegalArgumentException(
            "epsilon-budget: %s for %d rounds at delta %s (expected: a budget that some noise keeps; ask for more epsilon, fewer rounds or smaller cohorts)"
                .formatted(plan.apply(1).epsilonBudget(), rounds, plan.apply(1).delta()));
      }
    }
    double low = high / 2;
    while (low > TOLERANCE && keeps(plan.apply(low), hyper, rounds, population, dimension)) {
      high = low;
      low /= 2;
    }
    while (high - low > TOLERANCE / 2 * high) {
      double middle = (low + high) / 2;
      if (keeps(plan.apply(middle), hyper, rounds, population, dimension)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Math.ceil(high / TOLERANCE) / Math.rint(1 / TOLERANCE);
  }

  private static boolean keeps(
      PrivacyPlan plan,
      Hyperparameters hyper,
      int rounds,
      SortedMap<String, Integer> population,
      int dimension) {
    int turns = RoundCost.turns(plan, population.size(), rounds);
    List<Step> all =
        RoundCost.of(plan, hyper, population).stream()
            .map(
                step ->
                    new Step(
                        step.sampling(),
                        step.noiseMultiplier(),
                        Math.multiplyExact(step.count(), turns)))
            .toList();
    return Spending.none(plan, dimension).plus(all, rounds).epsilon() <= plan.epsilonBudget();
  }
}
