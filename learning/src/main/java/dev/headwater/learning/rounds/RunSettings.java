package dev.headwater.learning.rounds;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.ExactMean;
import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.evaluation.Selection;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.privacy.DifferentialPrivacy;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.PrivacyPlan;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.promise.NoPrivacy;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Lottery;
import dev.headwater.learning.stopping.Stopping;
import dev.headwater.learning.strategy.LearningRate;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalWork;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run, fixed before its first round and checked together when they are built,
 * before anything is paid or sent: the accountant assumes only what the cohort does, weights agree
 * with clipping, the aggregator with masks. Immutable.
 *
 * @param model what is learned
 * @param clients number of clients that the run is planned for, at least 1
 * @param maxRounds at least 1; fewer rounds run if the strategy finishes earlier
 * @param cohort how many clients a round asks, and how they are drawn
 * @param strategy the algorithm
 * @param aggregator how contributions are aggregated
 * @param hyper how clients train
 * @param learningRate how {@code hyper.learningRate()} changes over the rounds
 * @param maxDelta largest {@code |delta_j|} that is accepted: more has diverged, and sums could
 *     wrap; if whole clients are clipped, the clipping norm replaces it
 * @param seed of every random choice
 * @param summing how contributions are weighted, and the integers in which they are summed
 * @param compression how the real vectors of contributions are uploaded
 * @param masking how contributions are masked, null for none
 * @param promise the privacy guarantee, null for none
 * @param scoring when clients score the global parameters on their held-out examples
 * @param selection on what a strategy's candidates are scored
 * @param stopping when the run ends before its last round
 */
public record RunSettings(
    Model model,
    int clients,
    int maxRounds,
    CohortSize cohort,
    Strategy strategy,
    Aggregator aggregator,
    Hyperparameters hyper,
    LearningRate learningRate,
    double maxDelta,
    long seed,
    Summing summing,
    Compression compression,
    @Nullable Masking masking,
    @Nullable Promise promise,
    EvaluateClients scoring,
    Selection selection,
    Stopping stopping) {

  /** Default of {@code maxDelta}: a head that changes by more in one round has diverged. */
  public static final double DEFAULT_MAX_DELTA = 1024;

  /**
   * Settings that fit together.
   *
   * @param model what is learned
   * @param clients at least 1
   * @param maxRounds at least 1
   * @param cohort at least as many as the aggregator and the masks need
   * @param strategy gets the weights, cohort, model and aggregator that it needs
   * @param aggregator {@link ExactMean} under masks and under a promise
   * @param hyper how clients train
   * @param learningRate how the rate changes over the rounds
   * @param maxDelta finite and above 0
   * @param seed any number
   * @param summing bounded weights under masks and for whole clients under a promise
   * @param compression random-k or none under masks, not top-k under a promise
   * @param masking null for none
   * @param promise null for none
   * @param scoring {@link EvaluateClients#NEVER} under a promise
   * @param selection not on held-out examples under a promise
   * @param stopping never, or by scores that the run has
   * @throws IllegalArgumentException saying what was wrong and what was expected
   */
  public RunSettings {
    if (clients < 1) {
      throw new IllegalArgumentException("clients: %d (expected: at least 1)".formatted(clients));
    }
    if (maxRounds < 1) {
      throw new IllegalArgumentException("rounds: %d (expected: at least 1)".formatted(maxRounds));
    }
    if (!(maxDelta > 0) || Double.isInfinite(maxDelta)) {
      throw new IllegalArgumentException(
          "max-delta: %s (expected: finite and above 0)".formatted(maxDelta));
    }
    ServerState start = strategy.start(model, model.initial(seed));
    Agreement.requireStart(strategy, model, start);
    List<LocalWork> works = Agreement.worksOf(strategy, start, hyper, selection);
    Weighting weighting = RoundPlanner.weighting(works.get(0), clients, summing, masking);
    Agreement.requireNeeds(strategy, model, cohort, aggregator, summing);
    for (LocalWork work : works) {
      Weighting own = RoundPlanner.weighting(work, clients, summing, masking);
      Agreement.require(model, clients, cohort, aggregator, own, masking, promise, scoring, work);
      Agreement.requireOneSize(work, cohort, masking);
      Agreement.requireWork(work, strategy, hyper, model, aggregator, summing, promise);
    }
    Agreement.requireCompression(compression, strategy, works, model, aggregator, masking);
    if (promise != null) {
      Promised.requireCompression(compression, promise.mechanism());
      promise.plan(cohort, clients, weighting, masking != null);
    }
  }

  /**
   * {@return a builder with the default settings: FedAvg over all clients, unmasked}
   *
   * @param model what is learned
   * @param clients number of clients that the run is planned for, at least 1
   */
  public static RunBuilder of(Model model, int clients) {
    return new RunBuilder(model, clients);
  }

  /** {@return a builder with these settings} */
  public RunBuilder but() {
    return RunBuilder.of(this);
  }

  /** {@return the number of values of the longest vector that is summed in any round} */
  public int dimension() {
    return RoundPlanner.dimension(this);
  }

  /** {@return the number of rounds to run, at most {@code maxRounds}} */
  public int rounds() {
    return Math.min(maxRounds, strategy.rounds().orElse(maxRounds));
  }

  /**
   * {@return the source of the cohorts: secret under a promise with secure noise, else seeded; a
   * schedule is no secret}
   */
  public Lottery lottery() {
    // Amplification by sampling needs unpredictable cohorts.
    boolean secret = !(cohort instanceof CohortSize.Schedule);
    return secret && promise != null && promise.secureNoise()
        ? Lottery.secret()
        : Lottery.keyed(seed);
  }

  /** {@return the promise combined with sampling, weighting and masking; null without a promise} */
  public @Nullable PrivacyPlan privacyPlan() {
    return promise == null
        ? null
        : promise.plan(cohort, clients, summing.weighting(), masking != null);
  }

  /**
   * {@return the privacy mechanism of a new or resumed run}
   *
   * @param ledger records the cost of a round before it begins
   * @param past the existing ledger entries, verified and in order; empty for a new run
   * @throws IllegalArgumentException if {@code past} is not of this run's promise
   */
  public PrivacyMechanism privacy(Ledger ledger, List<LedgerEntry> past) {
    return privacy(ledger, past, false);
  }

  /** As the other one, of a run whose clients may refuse to answer a round of the past again. */
  PrivacyMechanism privacy(Ledger ledger, List<LedgerEntry> past, boolean answeredOnce) {
    PrivacyPlan plan = privacyPlan();
    Promised.requirePast(plan, past);
    Promised.requireReleases(this);
    Promised.requirePaidTurns(cohort, promise);
    return plan == null
        ? new NoPrivacy()
        : new DifferentialPrivacy(plan, hyper, dimension(), seed, ledger, past, answeredOnce);
  }

  /**
   * Refuses to continue from a state of another strategy or model.
   *
   * @param state the state to continue from
   * @throws IllegalArgumentException if this run's strategy cannot have produced it
   */
  public void requireState(ServerState state) {
    Agreement.requireState(strategy, state, start());
  }

  /** {@return the state before the first round} */
  public ServerState start() {
    return strategy.start(model, model.initial(seed));
  }

  /**
   * {@return the task of one round}
   *
   * @param round 1-based
   * @param state the strategy's current state
   * @param population num_examples of every client that could take part, by name; not empty
   * @param instruction requirements of the run's privacy mechanism for this round
   */
  public RoundTask task(
      int round,
      ServerState state,
      SortedMap<String, Integer> population,
      Instruction instruction) {
    RoundPlanner planner = new RoundPlanner(this);
    List<String> asked = planner.asked(round, state, population, new NoPrivacy());
    return planner.task(round, state, population, asked, instruction);
  }

  /**
   * {@return the vectors and slots summed in a round, with their grids} Called before the round is
   * paid for, so that an impossible round is neither paid nor started.
   *
   * @param round 1-based
   * @param state the strategy's current state
   * @param population num_examples of every client that could take part, by name
   * @param instruction requirements of the run's privacy mechanism for this round
   * @throws IllegalArgumentException if there are too few clients for the aggregator or the masks,
   *     a client that the strategy needs has left or come, or the requested integers are too small
   */
  public SumSchema schema(
      int round,
      ServerState state,
      SortedMap<String, Integer> population,
      Instruction instruction) {
    return new RoundPlanner(this).schema(round, state, population, instruction);
  }

  /**
   * Refuses a first round that is impossible with these clients, before anything is paid or sent.
   *
   * @param population num_examples of every client, by name
   * @return what the round sums
   * @throws IllegalArgumentException if the requested integers are too small, or delta is not below
   *     1 over those whom the promise is about
   */
  public SumSchema requirePossible(SortedMap<String, Integer> population) {
    PrivacyPlan plan = privacyPlan();
    if (plan != null) {
      plan.requireDeltaFor(population);
    }
    PrivacyMechanism mechanism = privacy(entry -> {}, List.of());
    return schema(1, start(), population, mechanism.preview(population.size()));
  }
}
