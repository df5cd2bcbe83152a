package dev.headwater.client.ledger;

import dev.headwater.client.policy.Demands;
import dev.headwater.learning.accounting.RdpAccountant;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import java.util.List;

/**
 * The epsilon of a node's own noise, by RDP: what holds against a coordinator that lies, whatever
 * it adds itself. Of whole clients the neighbours are two contents of this node (its pictures
 * replaced); of single pictures, one picture more or less.
 */
public final class Spent {
  private final boolean wholeClient;
  private RdpAccountant accountant = new RdpAccountant();
  private boolean bare;

  private Spent(boolean wholeClient) {
    this.wholeClient = wholeClient;
  }

  /** What {@code rounds} have spent of the unit that {@code demands} asks noise for. */
  static Spent of(List<Participation> rounds, Demands demands) {
    return of(rounds, demands.exampleNoise() == 0 || demands.clientNoise() > 0);
  }

  /**
   * What {@code rounds} have spent.
   *
   * @param wholeClient the unit: all of the node's pictures, or one of them
   */
  public static Spent of(List<Participation> rounds, boolean wholeClient) {
    Spent spent = new Spent(wholeClient);
    rounds.forEach(spent::plus);
    return spent;
  }

  Spent plus(Participation one) {
    double z = wholeClient ? one.noise().ofClient() : one.noise().ofExample();
    if (z == 0) {
      bare = true;
    } else if (wholeClient) {
      accountant = accountant.plus(new Step(new Sampling.FixedSize(1, 1), z, 1));
    } else {
      accountant = accountant.plus(new Step(new Sampling.Poisson(one.rate()), z, one.steps()));
    }
    return this;
  }

  /** An upper bound of epsilon; infinite if a round had no noise of this unit, 0 for no rounds. */
  public double epsilon(double delta) {
    if (bare) {
      return Double.POSITIVE_INFINITY;
    }
    return accountant.steps().isEmpty() ? 0 : accountant.epsilon(delta);
  }
}
