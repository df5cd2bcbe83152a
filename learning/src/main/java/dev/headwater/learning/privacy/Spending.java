package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.Accountant;
import dev.headwater.learning.accounting.RdpAccountant;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.accounting.gaussian.DiscretisationSlack;
import dev.headwater.learning.accounting.gaussian.DistributedGaussian;
import java.util.List;

/**
 * The privacy cost of a run so far. Immutable.
 *
 * <p>The accountants' theorems are about continuous Gaussian noise, and the mechanisms draw
 * discrete Gaussians on the grid's integers, of at least {@link #MIN_NOISE_UNITS} steps in
 * deviation. {@link DiscretisationSlack} bounds the difference, which is covered by a thousandth of
 * delta: epsilon is computed at {@code 0.999 * delta}, and is infinite if that thousandth does not
 * cover the difference.
 */
final class Spending {
  /** Least deviation of every discrete Gaussian, in steps of the grid. */
  static final double MIN_NOISE_UNITS = 0x1p36;

  /** Share of delta that is reserved for the discretisation. */
  static final double SLACK_SHARE = 1e-3;

  private final PrivacyPlan plan;
  private final int dimension;
  private final Accountant accountant;
  private final int rounds;

  private Spending(PrivacyPlan plan, int dimension, Accountant accountant, int rounds) {
    this.plan = plan;
    this.dimension = dimension;
    this.accountant = accountant;
    this.rounds = rounds;
  }

  /** No cost yet, for vectors of {@code dimension} values. */
  static Spending none(PrivacyPlan plan, int dimension) {
    return new Spending(plan, dimension, plan.accountant().fresh(), 0);
  }

  /** These rounds and one more. */
  Spending plus(List<Step> steps) {
    return plus(steps, 1);
  }

  /** These rounds and {@code more} further ones, which together cost {@code steps}. */
  Spending plus(List<Step> steps, int more) {
    Accountant next =
        steps.size() == 1
            ? accountant.plus(steps.get(0))
            : ((RdpAccountant) accountant).plusWorst(steps);
    return new Spending(plan, dimension, next, rounds + more);
  }

  /** Epsilon spent at the plan's delta; infinite if no finite epsilon is known. */
  double epsilon() {
    double epsilon = accountant.epsilon(plan.delta() * (1 - SLACK_SHARE));
    return Double.isFinite(epsilon) && slack(epsilon) > plan.delta() * SLACK_SHARE
        ? Double.POSITIVE_INFINITY
        : epsilon;
  }

  private double slack(double epsilon) {
    if (rounds == 0 || plan.mechanism() instanceof Mechanism.ExampleLevel) {
      return 0; // its noise is added to float32 gradients: docs/privacy.md says what that means
    }
    double tau =
        plan.mechanism() instanceof Mechanism.Distributed d
            ? new DistributedGaussian(d.minSurvivors(), MIN_NOISE_UNITS).tau()
            : 0;
    return DiscretisationSlack.slack(rounds, dimension, MIN_NOISE_UNITS, tau, epsilon);
  }
}
