package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.Accountant;
import dev.headwater.learning.accounting.RdpAccountant;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.accounting.gaussian.DiscretisationSlack;
import dev.headwater.learning.accounting.gaussian.DistributedGaussian;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Turns;
import java.util.Collection;
import java.util.List;

/**
 * The privacy cost of a run so far: that of the client that it costs most. Immutable.
 *
 * <p>The accountants' theorems are about continuous Gaussian noise, and the mechanisms draw
 * discrete Gaussians on the grid's integers, of at least {@link DiscretisationSlack#LEAST_STEPS}
 * steps in deviation. {@link DiscretisationSlack} bounds the difference, which is covered by a
 * thousandth of delta: epsilon is computed at {@code 0.999 * delta}. From an epsilon of some 25 on
 * that thousandth does not cover the distance of the two; their ratio is bounded then, and adds
 * next to nothing to epsilon.
 */
final class Spending {
  /** Share of delta that is reserved for the discretisation. */
  static final double SLACK_SHARE = 1e-3;

  private static final int MOST_TURNS = 1 << 20;

  private final PrivacyPlan plan;
  private final int dimension;
  private final Accountant accountant;
  private final int rounds;
  private final Turns turns;

  /** The accountant's epsilon, computed when it is first asked for. */
  private double accounted;

  private Spending(
      PrivacyPlan plan,
      int dimension,
      Accountant accountant,
      int rounds,
      Turns turns,
      double accounted) {
    this.accounted = accounted;
    this.plan = plan;
    this.dimension = dimension;
    this.accountant = accountant;
    this.rounds = rounds;
    this.turns = turns;
  }

  /** No cost yet, for vectors of {@code dimension} values. */
  static Spending none(PrivacyPlan plan, int dimension) {
    return new Spending(plan, dimension, plan.accountant().fresh(), 0, Turns.NONE, 0);
  }

  /** These rounds and one more, in which {@code asked} are asked. */
  Spending plus(int round, List<Step> steps, Collection<String> asked) {
    if (!plan.byTurns()) {
      return plus(steps, 1);
    }
    // All turns cost the same, so the most expensive client is the one with most of them.
    Turns next = turns.plus(round, asked);
    return next.most() > turns.most()
        ? new Spending(plan, dimension, accountant.plus(steps.get(0)), rounds + 1, next, Double.NaN)
        : new Spending(plan, dimension, accountant, rounds + 1, next, accounted);
  }

  /**
   * The most turns of one client that the budget pays for, on a schedule; elsewhere the run ends
   * before a round that is too expensive.
   */
  int affordableTurns() {
    if (!(plan.cohort() instanceof CohortSize.Schedule)
        || Double.isInfinite(plan.epsilonBudget())) {
      return Integer.MAX_VALUE;
    }
    Step turn = new Step(new Sampling.FixedSize(1, 1), plan.noiseMultiplier(), 1);
    int low = 0;
    int high = 1;
    while (high <= MOST_TURNS && epsilonOf(turn, high) <= plan.epsilonBudget()) {
      low = high;
      high *= 2;
    }
    while (high - low > 1) {
      int middle = low + (high - low) / 2;
      if (epsilonOf(turn, middle) <= plan.epsilonBudget()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private double epsilonOf(Step turn, int turns) {
    Step all = new Step(turn.sampling(), turn.noiseMultiplier(), turns);
    return plus(List.of(all), turns).epsilon();
  }

  /** Who was asked when, where cohorts are public. */
  Turns turns() {
    return turns;
  }

  /** These rounds and {@code more} further ones, which together cost {@code steps}. */
  Spending plus(List<Step> steps, int more) {
    Accountant next =
        steps.size() == 1
            ? accountant.plus(steps.get(0))
            : ((RdpAccountant) accountant).plusWorst(steps);
    return new Spending(plan, dimension, next, rounds + more, turns, Double.NaN);
  }

  /** Epsilon spent at the plan's delta; infinite if no finite epsilon is known. */
  double epsilon() {
    double own = plan.delta() * (1 - SLACK_SHARE);
    if (Double.isNaN(accounted)) {
      accounted = accountant.epsilon(own);
    }
    return plan.mechanism().inTraining()
        ? accounted // DP-SGD adds its noise to float32 gradients: docs/privacy.md
        : discretised(accounted, rounds, dimension, tau(plan.mechanism()), plan.delta());
  }

  /** What the shares of clients are further from one discrete Gaussian; 0 for one that is drawn. */
  static double tau(Mechanism mechanism) {
    return mechanism instanceof Mechanism.Distributed d
        ? new DistributedGaussian(d.honest(), DiscretisationSlack.LEAST_STEPS).tau()
        : 0;
  }

  /**
   * Epsilon at {@code delta} of noise on the grid, from that of continuous noise at {@code delta}
   * without {@link #SLACK_SHARE}.
   */
  static double discretised(double epsilon, int rounds, int dimension, double tau, double delta) {
    if (!Double.isFinite(epsilon) || rounds == 0) {
      return epsilon;
    }
    double slack =
        DiscretisationSlack.slack(rounds, dimension, DiscretisationSlack.LEAST_STEPS, tau, epsilon);
    return slack <= delta * SLACK_SHARE
        ? epsilon
        : DiscretisationSlack.epsilonByRatio(
            rounds,
            dimension,
            DiscretisationSlack.LEAST_STEPS,
            tau,
            epsilon,
            delta * (1 - SLACK_SHARE),
            delta);
  }
}
