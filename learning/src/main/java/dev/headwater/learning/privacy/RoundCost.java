package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.Adjacency;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.softmax.DpSgd;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/** The cost of one round of a plan, as steps that an accountant composes. */
final class RoundCost {
  private RoundCost() {}

  /**
   * The adjacency of a plan's guarantee. Add-or-remove for Poisson sampling and for full
   * participation under central noise without masks, because only the noised sum depends on who
   * takes part. Otherwise participation is known (under masks everybody sees that a round with too
   * few clients gives no sum), and one client's data is replaced.
   */
  static Adjacency adjacency(PrivacyPlan plan) {
    if (!plan.mechanism().wholeClients()) {
      return Adjacency.ADD_OR_REMOVE;
    }
    boolean central = plan.mechanism() instanceof Mechanism.Central && !plan.masked();
    return central && !plan.cohort().fixedSize() ? Adjacency.ADD_OR_REMOVE : Adjacency.REPLACE_ONE;
  }

  /**
   * The steps of one round, of which the most expensive counts: one, or under example-level privacy
   * one for each kind of client.
   */
  static List<Step> of(
      PrivacyPlan plan, Hyperparameters hyper, SortedMap<String, Integer> population) {
    return plan.mechanism() instanceof Mechanism.ExampleLevel
        ? localTraining(plan.noiseMultiplier(), hyper, population.values())
        : List.of(new Step(sampling(plan, population.size()), plan.noiseMultiplier(), 1));
  }

  private static Sampling sampling(PrivacyPlan plan, int available) {
    if (plan.mechanism() instanceof Mechanism.Local) {
      return new Sampling.FixedSize(1, 1); // the coordinator sees this very client's vector
    }
    if (plan.cohort() instanceof CohortSize.Poisson poisson) {
      return new Sampling.Poisson(poisson.rate());
    }
    return adjacency(plan) == Adjacency.ADD_OR_REMOVE
        ? new Sampling.Poisson(1)
        : new Sampling.FixedSize(plan.cohort().of(available), available);
  }

  private static List<Step> localTraining(
      double noiseMultiplier, Hyperparameters hyper, Collection<Integer> numExamples) {
    return numExamples.stream()
        .distinct()
        .sorted()
        .map(
            n ->
                new Step(
                    new Sampling.Poisson(DpSgd.rate(n, hyper)),
                    noiseMultiplier,
                    DpSgd.steps(n, hyper)))
        .distinct()
        .toList();
  }
}
