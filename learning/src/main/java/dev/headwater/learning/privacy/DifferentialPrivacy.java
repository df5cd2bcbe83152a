package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.accounting.gaussian.DiscretisationSlack;
import dev.headwater.learning.banded.Band;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.promise.BudgetSpentException;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Turns;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Hyperparameters;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Differential privacy of a whole run, accounted round by round. The ledger records the cost of a
 * round durably before any client is asked; a round that the budget does not cover never begins. So
 * the budget holds under any order of crashes and resumptions, and a lost round stays paid.
 *
 * <p>Guarantee: the sequence of all global parameters that the run releases is (epsilon, delta)
 * differentially private for the ledger's adjacency, if clients do their part ({@link
 * ClientPrivacy}; the coordinator checks the clipping of unmasked contributions), the noise is
 * secure, and under sampling the cohorts stay secret. {@link Mechanism} says what each mechanism
 * protects, and from whom. Not thread-safe: only the run's own thread calls it.
 *
 * <p>Public for {@link dev.headwater.learning.rounds.RunSettings} alone, which checks a run before
 * it builds one: get yours from {@code RunSettings.privacy}. The architecture test holds this.
 */
public final class DifferentialPrivacy implements PrivacyMechanism {
  /**
   * Shares of noise of which a sum's grid is told, in deviations of one. More would ask for a grid
   * on which one share is less than 2^36 steps. They need no more room: one share has fewer than
   * 2^38 steps there, so that 20 deviations of those of N clients stay below 2^58 up to N = 2^31,
   * and the bit that a grid reserves for rounding holds 2^62.
   */
  private static final double MOST_SHARES = 0x1p6;

  /**
   * Banded noise is drawn on a grid {@link Band#BITS} finer than that of the sums. A grid that is
   * told of noise so much larger gives it 2^37 to 2^38 steps a deviation there, in every round the
   * same, and leaves room for the weighted sums of the whole band.
   */
  private static final double BANDED_ROOM = 0x1p14;

  private static final String LOST =
      "the coordinator was stopped while this round was under way, and clients answer a masked round once (it was paid for then, nobody was asked again, and nothing was paid again)";

  private final PrivacyPlan plan;
  private final Hyperparameters hyper;
  private final long seed;
  private final Ledger ledger;
  private final int affordableTurns;
  private final SumNoise onSum;
  private Spending spending;
  private double clippingNorm;

  /** The norm of each round, by what was known when it began: a repeated round has the same. */
  private final Map<Integer, Double> norms = new HashMap<>();

  /** Rounds that were paid for before a crash, and in which nobody is asked again. */
  private final Map<Integer, LedgerEntry.Paid> before = new HashMap<>();

  private double lastClippingNorm;
  private int lastPaid;
  private int begunRound;
  private @Nullable Protection begun;

  /**
   * The privacy mechanism of a new or resumed run. Appends to the ledger that the run begins, or
   * that it was resumed.
   *
   * @param plan the promise, with the run's sampling, weighting and masking
   * @param hyper how clients train, which determines the cost of example-level privacy
   * @param dimension values in the vector that is summed
   * @param seed of the run, for seeded noise
   * @param ledger the run's own, durable when {@link Ledger#append} returns
   * @param past the existing ledger entries, verified and in order; empty for a new run
   * @param answeredOnce whether clients refuse to answer a round of {@code past} again
   * @throws IllegalArgumentException if the ledger was opened for another promise
   */
  public DifferentialPrivacy(
      PrivacyPlan plan,
      Hyperparameters hyper,
      int dimension,
      long seed,
      Ledger ledger,
      List<LedgerEntry> past,
      boolean answeredOnce) {
    this.plan = plan;
    this.hyper = hyper;
    this.seed = seed;
    this.ledger = ledger;
    this.onSum = new SumNoise(plan, ledger.rows());
    this.spending = Spending.none(plan, dimension);
    this.affordableTurns = spending.affordableTurns();
    this.clippingNorm = plan.clippingNorm();
    this.lastClippingNorm = clippingNorm;
    norms.put(1, clippingNorm);
    if (past.isEmpty()) {
      ledger.append(LedgerEntry.Opened.of(plan, ledger.data()));
    } else {
      resume(past);
    }
    for (LedgerEntry.Paid paid : LedgerEntry.paid(past)) {
      if (answeredOnce || onSum.releasedBefore(paid.round())) {
        before.put(paid.round(), paid);
      }
    }
  }

  private void resume(List<LedgerEntry> past) {
    if (!(past.get(0) instanceof LedgerEntry.Opened opened)) {
      throw new IllegalArgumentException(
          "ledger: begins with %s (expected: the guarantee that it was opened for)"
              .formatted(past.get(0)));
    }
    LedgerEntry.Opened now = LedgerEntry.Opened.of(plan, ledger.data());
    if (!opened.samePromise(now)) {
      throw new IllegalArgumentException(
          "ledger: opened for %s, resumed for %s (expected: the same guarantee; a different one needs a run of its own)"
              .formatted(opened, now));
    }
    int next = 1;
    for (LedgerEntry entry : past) {
      if (entry instanceof LedgerEntry.Paid paid) {
        spending = spending.plus(paid.round(), paid.steps(), askedIn(paid));
        lastPaid = Math.max(lastPaid, paid.round());
      } else if (entry instanceof LedgerEntry.Closed closed) {
        next = closed.round() + 1;
        if (plan.adaptive() != null) {
          clippingNorm = closed.nextClippingNorm();
          norms.put(next, clippingNorm);
        }
      }
    }
    requireRows(past, next);
    ledger.append(new LedgerEntry.Resumed(next, LedgerEntry.finite(plan.epsilonBudget())));
  }

  /** Without them the rounds from here on would carry noise that nothing takes back. */
  private void requireRows(List<LedgerEntry> past, int next) {
    if (!(plan.mechanism() instanceof Mechanism.Banded banded)) {
      return;
    }
    int first = next; // without a row: a round may have been released and not closed
    while (ledger.rows().of(first) != null) {
      first++;
    }
    for (LedgerEntry entry : past) {
      if (entry instanceof LedgerEntry.Closed closed
          && closed.aborted() == null
          && closed.round() > first - banded.band()
          && closed.round() < first
          && ledger.rows().of(closed.round()) == null) {
        throw new IllegalArgumentException(
            "banded noise: the row of round %d is gone (expected: the rows of the last %d rounds beside the ledger; the run cannot go on without them)"
                .formatted(closed.round(), banded.band() - 1));
      }
    }
  }

  private static List<String> askedIn(LedgerEntry.Paid paid) {
    return paid.asked() == null ? List.of() : paid.asked();
  }

  @Override
  public List<String> askedBefore(int round) {
    LedgerEntry.Paid paid = before.get(round);
    return paid == null ? List.of() : askedIn(paid);
  }

  @Override
  public @Nullable Aggregate gatheredBefore(RoundTask task) {
    if (!before.containsKey(task.round())) {
      return null;
    }
    Aggregate released = onSum.releasedBefore(task);
    return released == null ? Aggregate.aborted(task, LOST, List.of(), 0, 0) : released;
  }

  @Override
  public Turns turns() {
    return spending.turns();
  }

  @Override
  public int affordableTurns() {
    return affordableTurns;
  }

  @Override
  public Instruction begin(
      int round, SortedMap<String, Integer> population, Collection<String> asked) {
    clippingNorm = norms.getOrDefault(round, clippingNorm);
    if (!before.containsKey(round)) {
      pay(round, population, asked);
    }
    begunRound = round;
    Instruction instruction = preview(population.size());
    begun = instruction.protection(plan.weighting());
    return instruction;
  }

  private void pay(int round, SortedMap<String, Integer> population, Collection<String> asked) {
    requireDeltaFor(round, population);
    requireTurns(round, population.keySet());
    List<Step> steps = RoundCost.of(plan, hyper, population);
    Spending next = spending.plus(round, steps, asked);
    double epsilon = next.epsilon();
    if (epsilon > plan.epsilonBudget()) {
      throw new BudgetSpentException(
          "privacy budget: round %d would bring epsilon to %.4f (expected: at most %s at delta %s; %.4f is spent, the model of the rounds before is whole)"
              .formatted(round, epsilon, plan.epsilonBudget(), plan.delta(), spending.epsilon()));
    }
    requireNoGap(round);
    ledger.append(
        new LedgerEntry.Paid(
            round,
            steps,
            population.size(),
            clippingNorm,
            plan.weighting().cap(),
            sumDeviation(),
            LedgerEntry.finite(epsilon),
            plan.byTurns() ? List.copyOf(asked) : null));
    spending = next;
    lastPaid = Math.max(lastPaid, round);
  }

  /** A run on a schedule ends when every client has had all the turns that the budget pays for. */
  private void requireTurns(int round, Collection<String> population) {
    if (plan.cohort() instanceof CohortSize.Schedule
        && population.stream().allMatch(c -> spending.turns().of(c) >= affordableTurns)) {
      throw new BudgetSpentException(
          "privacy budget: round %d has nobody to ask (expected: a client with fewer than %d turns, which is what epsilon %s at delta %s pays for; the model of the rounds before is whole)"
              .formatted(round, affordableTurns, plan.epsilonBudget(), plan.delta()));
    }
  }

  /** Rounds that nobody paid for would be missing from the reported epsilon. */
  private void requireNoGap(int round) {
    if (round < 1 || round > lastPaid + 1) {
      throw new IllegalArgumentException(
          "privacy: round %d after a ledger that ends with round %d (expected: at most round %d; a run is resumed together with its ledger, or what the rounds before it cost is forgotten)"
              .formatted(round, lastPaid, lastPaid + 1));
    }
  }

  /** Live populations grow: the run ends before its delta becomes meaningless. */
  private void requireDeltaFor(int round, SortedMap<String, Integer> population) {
    try {
      plan.requireDeltaFor(population);
    } catch (IllegalArgumentException e) {
      throw new BudgetSpentException(
          "privacy: round %d cannot begin: %s".formatted(round, e.getMessage()));
    }
  }

  /** Deviation of the promised noise on every value of the sum, in the unit of the vector. */
  private double sumDeviation() {
    return onSum.deviation(clippingNorm);
  }

  @Override
  public Instruction preview(int available) {
    double deviation = sumDeviation();
    boolean secure = plan.secureNoise();
    boolean reports = plan.adaptive() != null;
    Mechanism mechanism = plan.mechanism();
    if (mechanism.inTraining()) {
      ExamplePrivacy example =
          new ExamplePrivacy(
              clippingNorm, plan.noiseMultiplier(), mechanism.unit() == Mechanism.Unit.USER);
      return new Instruction(null, example, 0, 0, secure);
    }
    if (mechanism instanceof Mechanism.ExampleRelease) {
      return new Instruction(null, null, deviation, fractionBits(deviation), secure);
    }
    NoisePlace place = NoisePlace.NONE;
    double own = 0;
    double most = deviation;
    if (mechanism instanceof Mechanism.Local && deviation > 0) {
      place = NoisePlace.LOCAL;
      own = deviation;
    } else if (mechanism instanceof Mechanism.Distributed d && deviation > 0) {
      place = NoisePlace.MASKED;
      own = deviation / Math.sqrt(d.honest());
      most = own * Math.min(MOST_SHARES, Math.sqrt(Math.max(available, d.minSurvivors())));
    }
    if (mechanism instanceof Mechanism.Banded && deviation > 0) {
      ClientPrivacy clipped = new ClientPrivacy(clippingNorm, NoisePlace.NONE, 0, reports);
      return new Instruction(
          clipped, null, deviation * BANDED_ROOM, fractionBits(deviation) - Band.BITS, secure);
    }
    double drawn = place == NoisePlace.NONE ? deviation : own;
    return new Instruction(
        new ClientPrivacy(clippingNorm, place, own, reports),
        null,
        most,
        fractionBits(drawn),
        secure);
  }

  /** So many that the noise is fine enough for {@link Spending}. */
  private static int fractionBits(double drawn) {
    return drawn == 0 ? 0 : Math.getExponent(DiscretisationSlack.LEAST_STEPS / drawn) + 1;
  }

  @Override
  public Aggregate onServer(RoundTask task, Aggregate gathered) {
    if (task.round() != begunRound || !asBegun(task.train().protection())) {
      throw new IllegalStateException(
          "privacy: round %d with %s (expected: round %d with %s, as it was begun and paid for)"
              .formatted(task.round(), task.train().protection(), begunRound, begun));
    }
    Aggregate aggregate = onSum.usable(task, gathered);
    Aggregate protectedOne = aggregate;
    double next = clippingNorm;
    if (aggregate.aborted() == null && plan.mechanism().onSum()) {
      NoiseSource noise =
          plan.secureNoise()
              ? NoiseSource.secureRandom()
              : NoiseSource.seeded(seed, task.round(), "", Purpose.NOISE);
      protectedOne =
          aggregate.withTotal(onSum.released(task.round(), aggregate, sumDeviation(), noise));
      next = onSum.nextNorm(clippingNorm, aggregate, noise);
    }
    ledger.append(
        new LedgerEntry.Closed(
            task.round(),
            task.cohort().size(),
            aggregate.contributors().size(),
            next,
            aggregate.aborted()));
    lastClippingNorm = clippingNorm;
    clippingNorm = next;
    norms.put(task.round() + 1, next);
    return protectedOne;
  }

  /** Weights of a release by example move no sum: statistics are integers already. */
  private boolean asBegun(Protection protection) {
    Protection expected = begun;
    return expected != null
        && protection.equals(
            plan.mechanism() instanceof Mechanism.ExampleRelease
                ? new Protection(
                    protection.weighting(),
                    expected.client(),
                    expected.example(),
                    expected.secureNoise())
                : expected);
  }

  @Override
  public PrivacySpent spent() {
    return new PrivacySpent(spending.epsilon(), plan.delta(), lastClippingNorm);
  }
}
