package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.sampling.CohortSize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a run's privacy ledger. */
public sealed interface LedgerEntry {

  /**
   * The run begins.
   *
   * @param mechanism who adds the noise
   * @param adjacency {@code ADD_OR_REMOVE} or {@code REPLACE_ONE}, of one client, one example or
   *     one user
   * @param unit {@code client}, {@code example} or {@code user}
   * @param accountant {@code RDP} or {@code PLD}
   * @param delta of the promise
   * @param epsilonBudget null for no limit
   * @param noise {@code secure} or {@code seeded}
   * @param cohorts {@code drawn} or {@code scheduled} where it is public who is asked, and each
   *     client is charged for its own turns; null elsewhere
   * @param data digest of whose data it is about, null where that is not known; the same promise
   *     may go on with other data, which then spends what is spent
   */
  record Opened(
      Mechanism mechanism,
      String adjacency,
      String unit,
      String accountant,
      double delta,
      @Nullable Double epsilonBudget,
      String noise,
      @Nullable String cohorts,
      @Nullable String data)
      implements LedgerEntry {

    /**
     * The beginning of a run in which everybody is asked, or nobody else knows who is.
     *
     * @param mechanism who adds the noise
     * @param adjacency {@code ADD_OR_REMOVE} or {@code REPLACE_ONE}
     * @param unit {@code client}, {@code example} or {@code user}
     * @param accountant {@code RDP} or {@code PLD}
     * @param delta of the promise
     * @param epsilonBudget null for no limit
     * @param noise {@code secure} or {@code seeded}
     */
    public Opened(
        Mechanism mechanism,
        String adjacency,
        String unit,
        String accountant,
        double delta,
        @Nullable Double epsilonBudget,
        String noise) {
      this(mechanism, adjacency, unit, accountant, delta, epsilonBudget, noise, null, null);
    }

    static Opened of(PrivacyPlan plan, @Nullable String data) {
      return new Opened(
          plan.mechanism(),
          RoundCost.adjacency(plan).name(),
          plan.mechanism().unit().key(),
          plan.accountant().name(),
          plan.delta(),
          finite(plan.epsilonBudget()),
          plan.secureNoise() ? "secure" : "seeded",
          !plan.byTurns()
              ? null
              : plan.cohort() instanceof CohortSize.Schedule ? "scheduled" : "drawn",
          data);
    }

    /** Whether the promise is the same, whatever the budget, which the operator may change. */
    boolean samePromise(Opened other) {
      return promise().equals(other.promise());
    }

    private Opened promise() {
      return new Opened(mechanism, adjacency, unit, accountant, delta, null, noise, cohorts, null);
    }
  }

  /**
   * A round has been paid for. Written before the round begins, so that a run that crashes in it
   * has paid.
   *
   * @param round 1-based; the same round is paid again if it is run again
   * @param steps what the accountant composes: one step, or under DP-SGD one per kind of client, of
   *     which the most expensive counts
   * @param population clients that could have taken part
   * @param clippingNorm of this round
   * @param weightCap largest weight of a client, 0 without one
   * @param noiseDeviation of the noise on each value of the sum, in the unit of the vector
   * @param epsilon spent once this round is over, null for infinite
   * @param asked names of the clients that are asked, where that is public; null elsewhere
   */
  record Paid(
      int round,
      List<Step> steps,
      int population,
      double clippingNorm,
      int weightCap,
      double noiseDeviation,
      @Nullable Double epsilon,
      @Nullable List<String> asked)
      implements LedgerEntry {
    /**
     * The payment for one round; the lists are copied.
     *
     * @param round 1-based
     * @param steps what the accountant composes, at least one
     * @param population clients that could have taken part, at least 1
     * @param clippingNorm bound of the L2 norm in this round, above 0
     * @param weightCap largest weight of a client, 0 without one
     * @param noiseDeviation of the noise on each value of the sum, in the unit of the vector
     * @param epsilon spent once this round is over, null for infinite
     * @param asked names, null where they are not public
     */
    public Paid {
      steps = List.copyOf(steps);
      asked = asked == null ? null : List.copyOf(asked);
    }

    /**
     * The payment for a round whose cohort is everybody, or secret.
     *
     * @param round 1-based
     * @param steps what the accountant composes, at least one
     * @param population clients that could have taken part, at least 1
     * @param clippingNorm bound of the L2 norm in this round, above 0
     * @param weightCap largest weight of a client, 0 without one
     * @param noiseDeviation of the noise on each value of the sum, in the unit of the vector
     * @param epsilon spent once this round is over, null for infinite
     */
    public Paid(
        int round,
        List<Step> steps,
        int population,
        double clippingNorm,
        int weightCap,
        double noiseDeviation,
        @Nullable Double epsilon) {
      this(round, steps, population, clippingNorm, weightCap, noiseDeviation, epsilon, null);
    }
  }

  /**
   * A round is over. The true size of its cohort is data: do not publish it.
   *
   * @param round 1-based
   * @param cohort clients that were asked
   * @param contributed clients that were counted
   * @param nextClippingNorm clipping norm of the next round
   * @param aborted why the round gave no sum; null if it did
   */
  record Closed(
      int round, int cohort, int contributed, double nextClippingNorm, @Nullable String aborted)
      implements LedgerEntry {}

  /**
   * The run was resumed.
   *
   * @param round the first round after the resumption
   * @param epsilonBudget from here on, null for no limit
   */
  record Resumed(int round, @Nullable Double epsilonBudget) implements LedgerEntry {}

  /**
   * {@return the rounds paid for, in order}
   *
   * @param entries of one ledger, of all kinds
   */
  static List<Paid> paid(List<LedgerEntry> entries) {
    return entries.stream().filter(Paid.class::isInstance).map(Paid.class::cast).toList();
  }

  /**
   * {@return the number, or null for one that JSON does not have: infinity or NaN}
   *
   * @param value any number
   */
  static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
