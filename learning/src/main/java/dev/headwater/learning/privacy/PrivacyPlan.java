package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.banded.Band;
import dev.headwater.learning.banded.BandedNoise;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.work.ClippedMoments;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The privacy guarantee of a run, fixed before its first round. The checks follow the order of
 * docs/privacy.md.
 *
 * @param mechanism who adds the noise
 * @param clippingNorm bound of the L2 norm of one client's delta (of one example's gradient under
 *     {@link Mechanism.ExampleLevel}, of its row under {@link Mechanism.ExampleRelease}), above 0;
 *     the initial one if it adapts
 * @param noiseMultiplier deviation of the noise over {@link #sensitivity}
 * @param delta in (0, 1), and below 1 over the number of clients, or of single examples or users
 *     where those are protected
 * @param epsilonBudget limit of the run's epsilon; infinite for no limit
 * @param accountant how epsilon is computed
 * @param cohort how cohorts are drawn
 * @param clients number of clients that the run is planned for: with the cohort's size it gives the
 *     fixed denominator
 * @param weighting uniform or capped
 * @param meanWeight average weight of a client, a constant that must not come from the data; at
 *     most the cap
 * @param adaptive how the clipping norm adapts, null if it is fixed
 * @param masked whether contributions are masked: then everybody sees who takes part and whether
 *     too few clients did
 * @param secureNoise whether noise and cohorts come from {@link java.security.SecureRandom}
 */
public record PrivacyPlan(
    Mechanism mechanism,
    double clippingNorm,
    double noiseMultiplier,
    double delta,
    double epsilonBudget,
    AccountantKind accountant,
    CohortSize cohort,
    int clients,
    Weighting weighting,
    double meanWeight,
    @Nullable Adaptive adaptive,
    boolean masked,
    boolean secureNoise) {

  /** Clients over noise for which banded sums stay below 2^50 steps ({@link BandedNoise}). */
  private static final double MOST_OVER_NOISE = 0x1p18;

  /**
   * Adaptive clipping (Andrew, Thakkar, McMahan and Ramaswamy 2021).
   *
   * @param quantile share of clients whose delta should be within the norm, in (0, 1)
   * @param countDeviation deviation of the noise on the number of such clients
   */
  public record Adaptive(double quantile, double countDeviation) {
    /** Learning rate of the norm's logarithm, as in section 3 of the paper. */
    public static final double RATE = 0.2;

    /**
     * Adaptive clipping towards this quantile.
     *
     * @param quantile above 0 and below 1
     * @param countDeviation above 0
     * @throws IllegalArgumentException if either is out of its range
     */
    public Adaptive {
      if (!(quantile > 0 && quantile < 1)) {
        throw new IllegalArgumentException(
            "adaptive-clipping: quantile %s (expected: above 0 and below 1)".formatted(quantile));
      }
      if (!(countDeviation > 0)) {
        throw new IllegalArgumentException(
            "adaptive-clipping: noise of deviation %s on the count (expected: above 0)"
                .formatted(countDeviation));
      }
    }
  }

  /**
   * A plan that can be kept.
   *
   * @param mechanism who adds the noise; {@link Mechanism.Distributed} only under masks, and over
   *     no more than {@code clients}
   * @param clippingNorm finite and above 0
   * @param noiseMultiplier finite and at least 0; 0, which promises nothing, only without a budget
   * @param delta above 0 and below {@code 1 / clients}
   * @param epsilonBudget above 0; infinite for no limit
   * @param accountant PLD neither for DP-SGD nor, unless the noise is local or cohorts are public,
   *     for a sampled cohort of fixed size
   * @param cohort under masks no Poisson sampling, unless single examples are protected; a schedule
   *     only for whole clients, and of so few that all of them have rested
   * @param clients at least 1
   * @param weighting bounded if whole clients are protected; uniform if the clients add the noise
   * @param meanWeight above 0 and at most the cap of the weights; unused for single examples
   * @param adaptive null for a fixed norm; only with {@link Mechanism.Central}, and with noise on
   *     the count above half of {@code noiseMultiplier}
   * @param masked whether contributions are masked
   * @param secureNoise false only in experiments: nobody is protected then
   * @throws IllegalArgumentException if a number is out of its range, or two settings contradict
   *     each other
   */
  public PrivacyPlan {
    require(
        clippingNorm > 0 && Double.isFinite(clippingNorm),
        "clipping-norm",
        clippingNorm,
        "above 0");
    require(
        noiseMultiplier >= 0 && Double.isFinite(noiseMultiplier),
        "noise-multiplier",
        noiseMultiplier,
        "at least 0");
    require(epsilonBudget > 0, "epsilon-budget", epsilonBudget, "above 0");
    require(clients >= 1, "clients", clients, "at least 1");
    require(delta > 0 && delta < 1, "delta", delta, "above 0 and below 1");
    requireDelta(delta, clients, mechanism); // each has at least one example
    if (noiseMultiplier == 0 && Double.isFinite(epsilonBudget)) {
      throw new IllegalArgumentException(
          "noise-multiplier: 0 with an epsilon budget of %s (expected: above 0; without noise nothing is guaranteed, and the first round would overspend)"
              .formatted(epsilonBudget));
    }
    boolean wholeClient = mechanism.wholeClients();
    if (wholeClient && !weighting.bounded()) {
      throw new IllegalArgumentException(
          "weights: num_examples with noise for whole clients (expected: uniform or capped:W; nothing would bound what one client adds to the sum)");
    }
    boolean clientsAdd =
        mechanism instanceof Mechanism.Local || mechanism instanceof Mechanism.Distributed;
    if (clientsAdd && weighting.cap() != 1) {
      throw new IllegalArgumentException(
          "weights: %s with noise added by the clients (expected: uniform; the weights themselves carry no noise)"
              .formatted(weighting));
    }
    if (wholeClient) {
      require(
          meanWeight > 0 && meanWeight <= weighting.cap(),
          "mean-weight",
          meanWeight,
          "above 0 and at most the cap of the weights, " + weighting.cap());
    }
    if (mechanism instanceof Mechanism.Banded banded) {
      requireBand(banded, cohort, noiseMultiplier);
    }
    if (accountant == AccountantKind.PLD && !(mechanism instanceof Mechanism.Local)) {
      if (mechanism.inTraining()) {
        throw new IllegalArgumentException(
            "accountant: pld with %s-level privacy (expected: rdp; clients with different numbers of %ss are composed to a worst case, order by order)"
                .formatted(mechanism.unit().key(), mechanism.unit().key()));
      }
      if (cohort.fixedSize() && cohort.of(clients) < clients && !masked) {
        throw new IllegalArgumentException(
            "accountant: pld with cohorts of fixed size (expected: rdp, or --sampling-rate in place of --cohort; PLD is proved for Poisson sampling)");
      }
    }
    if (mechanism instanceof Mechanism.Distributed && !masked) {
      throw new IllegalArgumentException(
          "distributed noise: in the open (expected: secure aggregation; each client adds only a part of the noise, and alone it hides too little)");
    }
    if (mechanism instanceof Mechanism.ExampleRelease && !(cohort instanceof CohortSize.All)) {
      throw new IllegalArgumentException(
          "one release by example: of %s (expected: everybody; a release of a part would be accounted for as one of all)"
              .formatted(cohort));
    }
    if (cohort instanceof CohortSize.Schedule schedule) {
      requireSchedule(schedule, clients, wholeClient);
    }
    if (masked && wholeClient && cohort instanceof CohortSize.Poisson) {
      throw new IllegalArgumentException(
          "sampling-rate: under masks (expected: --cohort or everybody; a Poisson cohort may be too small to be unmasked, and that it was would show who was not there)");
    }
    if (adaptive != null && 2 * adaptive.countDeviation() <= noiseMultiplier) {
      throw new IllegalArgumentException(
          "adaptive-clipping: noise of deviation %s on the count (expected: above half of the noise multiplier, %s; otherwise the count alone spends more than the round)"
              .formatted(adaptive.countDeviation(), noiseMultiplier / 2));
    }
    if (adaptive != null && !(mechanism instanceof Mechanism.Central)) {
      throw new IllegalArgumentException(
          "adaptive-clipping: with %s (expected: central differential privacy; only there does somebody add noise to the count)"
              .formatted(mechanism));
    }
    if (mechanism instanceof Mechanism.Distributed d && d.minSurvivors() > clients) {
      throw new IllegalArgumentException(
          "distributed noise: at least %d contributions of %d clients (expected: no more than there are)"
              .formatted(d.minSurvivors(), clients));
    }
  }

  private static void requireSchedule(
      CohortSize.Schedule schedule, int clients, boolean wholeClient) {
    if (!wholeClient) {
      throw new IllegalArgumentException(
          "schedule: %d with noise for single examples (expected: for whole clients, whose turns are what is paid for)"
              .formatted(schedule.separation()));
    }
    long needed = (long) schedule.clients() * schedule.separation();
    if (needed > clients) {
      throw new IllegalArgumentException(
          "schedule: %d with cohorts of %d of %d clients (expected: at least %d clients, so that everybody asked has rested; lower --schedule or --cohort)"
              .formatted(schedule.separation(), schedule.clients(), clients, needed));
    }
  }

  private static void requireBand(
      Mechanism.Banded banded, CohortSize cohort, double noiseMultiplier) {
    if (!(cohort instanceof CohortSize.Schedule schedule)
        || schedule.separation() < banded.band()) {
      throw new IllegalArgumentException(
          "banded noise: over %d rounds with cohorts of %s (expected: a schedule whose turns are at least that far apart; nearer ones would reach into the same rounds)"
              .formatted(banded.band(), cohort));
    }
    double share = schedule.clients() / (noiseMultiplier * Band.of(banded.band()).norm());
    if (!(share <= MOST_OVER_NOISE)) {
      throw new IllegalArgumentException(
          "noise-multiplier: %s with banded noise on sums of %d clients (expected: more, so that sums fit the integers of its grid)"
              .formatted(noiseMultiplier, schedule.clients()));
    }
  }

  /**
   * Whether it is public who is asked while not everybody is: then each client is charged for its
   * own turns. Under masks the list of survivors names them to every member, and {@code Watch} to
   * whoever may watch; a schedule is known to all.
   */
  boolean byTurns() {
    return mechanism.wholeClients()
        && (cohort instanceof CohortSize.Schedule || (masked && cohort.fixedSize()));
  }

  /**
   * Refuses a population so large that delta is meaningless.
   *
   * @param population num_examples of every client that could take part, by name
   * @throws IllegalArgumentException if delta is not below 1 over those whom the promise is about
   */
  public void requireDeltaFor(SortedMap<String, Integer> population) {
    requireDelta(delta, mechanism.unit().in(population), mechanism);
  }

  private static void requireDelta(double delta, long units, Mechanism mechanism) {
    if (delta * units >= 1) {
      throw new IllegalArgumentException(
          "delta: %s for %d %ss (expected: below 1/%d = %.2g; a larger one allows to publish one %s whole)"
              .formatted(
                  delta,
                  units,
                  mechanism.unit().word(),
                  units,
                  1.0 / units,
                  mechanism.unit().possession()));
    }
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(name, value, expected));
    }
  }

  /**
   * The fixed denominator of a noised sum: expected cohort times mean weight. Statistics of
   * examples have none: what counts is their sum.
   */
  double denominator() {
    return mechanism.wholeClients() ? expectedCohort() * meanWeight : 1;
  }

  /**
   * How far the sum moves in L2 norm with one client, or one example, more or less; with banded
   * noise how far all sums that a round is part of do.
   *
   * @param norm the clipping norm of the round
   */
  double sensitivity(double norm) {
    if (mechanism instanceof Mechanism.ExampleRelease) {
      return ClippedMoments.sensitivity(norm);
    }
    if (mechanism instanceof Mechanism.Banded banded) {
      return norm * weighting.cap() * Band.of(banded.band()).norm();
    }
    return mechanism.wholeClients() ? norm * weighting.cap() : norm;
  }

  /** Expected number of clients in a round, a constant. */
  double expectedCohort() {
    return cohort.expected(clients);
  }
}
