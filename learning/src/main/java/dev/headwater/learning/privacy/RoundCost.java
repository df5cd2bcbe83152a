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
  private static final double RARELY = 1e-3;

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
    return central && !plan.cohort().fixedSize() && !plan.byTurns()
        ? Adjacency.ADD_OR_REMOVE
        : Adjacency.REPLACE_ONE;
  }

  /**
   * The steps of one round, of which the most expensive counts: one, or under example-level privacy
   * one for each kind of client. Where cohorts are public, the step of a client that is asked.
   */
  static List<Step> of(
      PrivacyPlan plan, Hyperparameters hyper, SortedMap<String, Integer> population) {
    return plan.mechanism().inTraining()
        ? localTraining(plan, hyper, population.values())
        : List.of(new Step(sampling(plan, population.size()), plan.noiseMultiplier(), 1));
  }

  private static Sampling sampling(PrivacyPlan plan, int available) {
    if (plan.mechanism() instanceof Mechanism.Local || plan.byTurns()) {
      return new Sampling.FixedSize(1, 1); // it is known that this very client is asked
    }
    if (plan.cohort() instanceof CohortSize.Poisson poisson) {
      return new Sampling.Poisson(poisson.rate());
    }
    return adjacency(plan) == Adjacency.ADD_OR_REMOVE
        ? new Sampling.Poisson(1)
        : new Sampling.FixedSize(plan.cohort().of(available), available);
  }

  /**
   * How often to charge the step of one round for a run of {@code rounds}, before it runs: once a
   * round, but where cohorts are public only as often as the client that is asked most often. On a
   * schedule that is a bound; where they are drawn by lot it holds but for a chance of 1 in 1,000,
   * and then the run ends before a round that would overspend.
   */
  static int turns(PrivacyPlan plan, int available, int rounds) {
    if (plan.cohort() instanceof CohortSize.Schedule schedule) {
      return schedule.turns(rounds);
    }
    return plan.byTurns() ? mostDrawn(plan.cohort().of(available), available, rounds) : rounds;
  }

  /** The least k with {@code N P[Binomial(T, m / N) > k] <= 1 / 1000}. */
  private static int mostDrawn(int cohort, int available, int rounds) {
    if (cohort >= available) {
      return rounds;
    }
    double rate = (double) cohort / available;
    double odds = Math.log(rate) - Math.log1p(-rate);
    double log = rounds * Math.log(rate); // of P[k = T]
    double above = 0;
    int most = rounds;
    while (most > 0 && available * (above + Math.exp(log)) <= RARELY) {
      above += Math.exp(log);
      log += Math.log((double) most / (rounds - most + 1)) - odds;
      most--;
    }
    return most;
  }

  private static List<Step> localTraining(
      PrivacyPlan plan, Hyperparameters hyper, Collection<Integer> units) {
    int times = plan.mechanism() instanceof Mechanism.UserLevel users ? users.clients() : 1;
    return units.stream()
        .distinct()
        .sorted()
        .map(
            n ->
                new Step(
                    new Sampling.Poisson(DpSgd.rate(n, hyper)),
                    plan.noiseMultiplier(),
                    Math.multiplyExact(times, DpSgd.steps(n, hyper))))
        .distinct()
        .toList();
  }
}
