package dev.headwater.learning.rounds;

import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.evaluation.Scorer;
import dev.headwater.learning.privacy.Ledger;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.promise.BudgetSpentException;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.stopping.BestSoFar;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import java.util.List;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The training loop. Everything else in this project serves {@link #run}: read it first.
 *
 * <p>The clients ({@link Cohort}), the scorer and the listeners are arguments; the loop is the same
 * in memory, over gRPC and anywhere else, and so is its result, bit for bit.
 */
public final class Federation {
  private final RunSettings settings;
  private final RoundPlanner planner;
  private final PrivacyMechanism privacy;
  private final Cohort cohort;
  private final @Nullable Scorer testSet;
  private final List<RoundListener> listeners;
  private final LongSupplier nanoTime;

  /**
   * A run that has not started. Under a promise the ledger gets an entry here: the run begins, or
   * is resumed.
   *
   * @param settings the settings of the run, including its promise
   * @param ledger records the cost of a round before it begins; unused without a promise
   * @param past the existing ledger entries, verified and in order; empty for a new run
   * @param cohort the clients
   * @param testSet the coordinator's own test set, null if it has none
   * @param listeners told of every round, in this order, on the run's own thread
   * @param nanoTime the clock for round times; {@code System::nanoTime} except in tests
   * @throws IllegalArgumentException if the cohort does not support the settings, or the ledger was
   *     opened for another promise
   */
  public Federation(
      RunSettings settings,
      Ledger ledger,
      List<LedgerEntry> past,
      Cohort cohort,
      @Nullable Scorer testSet,
      List<RoundListener> listeners,
      LongSupplier nanoTime) {
    cohort.requireAble(settings);
    this.settings = settings;
    this.planner = new RoundPlanner(settings);
    boolean once = settings.masking() != null && cohort.answersMaskedOnce();
    this.privacy = settings.privacy(ledger, past, once);
    this.cohort = cohort;
    this.testSet = testSet;
    this.listeners = List.copyOf(listeners);
    this.nanoTime = nanoTime;
  }

  /**
   * A new run without a promise and without a test set.
   *
   * @param settings the settings of the run
   * @param cohort the clients
   * @param listeners told of every round, in this order, on the run's own thread
   * @throws IllegalArgumentException if the cohort does not support the settings
   * @throws IllegalStateException if the settings have a promise, which needs a ledger
   */
  public Federation(RunSettings settings, Cohort cohort, RoundListener... listeners) {
    this(settings, Ledger.NONE, List.of(), cohort, null, List.of(listeners), System::nanoTime);
  }

  /**
   * Runs all rounds.
   *
   * @return the state after the last round
   * @throws ImpossibleRoundException if a round is impossible with the available clients, or the
   *     strategy cannot use its aggregate
   * @throws BudgetSpentException before a round that would exceed the budget
   * @throws QuorumNotMetException if too few clients took part in the time allowed
   * @throws InterruptedException if this thread is interrupted while it waits for clients or scores
   */
  public ServerState run() throws InterruptedException {
    return run(settings.start(), 1);
  }

  /**
   * Runs the rounds from {@code firstRound} to the last.
   *
   * @param start the state before the first of these rounds, of this run's strategy
   * @param firstRound 1-based; after the last round nothing runs
   * @return the state after the last round, {@code start} if nothing ran
   * @throws BudgetSpentException before a round that would exceed the budget
   * @throws ImpossibleRoundException if a round is impossible with the available clients (then it
   *     was not paid for), or the strategy cannot use its aggregate
   * @throws IllegalArgumentException if {@code start} is of another strategy
   * @throws QuorumNotMetException if too few clients took part in the time allowed
   * @throws InterruptedException if this thread is interrupted while it waits for clients or
   *     scores; what a round cost stays paid
   */
  public ServerState run(ServerState start, int firstRound) throws InterruptedException {
    return run(start, firstRound, settings.stopping().begin());
  }

  /**
   * Runs the rounds from {@code firstRound} to the last, or until their scores end the run.
   *
   * @param start the state before the first of these rounds, of this run's strategy
   * @param firstRound 1-based; after the last round nothing runs
   * @param best of these settings, shown the scores of the rounds before; takes up the others
   * @return the state after the last round, {@code start} if nothing ran
   * @throws BudgetSpentException before a round that would exceed the budget
   * @throws ImpossibleRoundException as for the other one
   * @throws IllegalArgumentException if {@code start} is of another strategy
   * @throws QuorumNotMetException if too few clients took part in the time allowed
   * @throws InterruptedException if this thread is interrupted while it waits for clients or scores
   */
  public ServerState run(ServerState start, int firstRound, BestSoFar best)
      throws InterruptedException {
    settings.requireState(start);
    ServerState state = start;
    for (int round = firstRound; goesOn(round, state, best); round++) {
      SortedMap<String, Integer> population = cohort.population(round);
      long began = nanoTime.getAsLong();

      requirePossible(round, state, population); // before anything is paid
      List<String> asked = planner.asked(round, state, population, privacy); // who
      Instruction instruction = privacy.begin(round, population, asked); // pays first
      RoundTask task = planner.task(round, state, population, asked, instruction); // what
      listeners.forEach(listener -> listener.onTask(task));
      Aggregate gathered = gather(task); // here or over the network
      requireAnswer(task, gathered);
      Aggregate aggregate = privacy.onServer(task, gathered); // noise, where it is promised
      if (aggregate.hasSum()) {
        state = next(state, task, aggregate); // one step of the algorithm
      }

      Evaluation test = testSet == null ? null : testSet.score(state.parameters());
      best.saw(round, test);
      ClientScores scores = clientScores(task, state, !goesOn(round + 1, state, best));
      double seconds = (nanoTime.getAsLong() - began) / 1e9;
      RoundReport report =
          new RoundReport(
              task,
              aggregate,
              state,
              test,
              scores.global(),
              scores.personal(),
              privacy.spent(),
              seconds);
      if (test == null) {
        best.saw(round, report.evaluation());
      }
      listeners.forEach(listener -> listener.onRound(report));
    }
    return state;
  }

  private boolean goesOn(int round, ServerState state, BestSoFar best) {
    return round <= settings.rounds() && !finished(state) && !best.over();
  }

  private void requirePossible(
      int round, ServerState state, SortedMap<String, Integer> population) {
    try {
      settings.schema(round, state, population, privacy.preview(population.size()));
    } catch (IllegalArgumentException e) {
      throw new ImpossibleRoundException(e);
    }
  }

  private Aggregate gather(RoundTask task) throws InterruptedException {
    Aggregate before = privacy.gatheredBefore(task);
    return before == null ? cohort.gather(task, settings.aggregator()) : before;
  }

  private boolean finished(ServerState state) {
    return settings.strategy().finished(state);
  }

  private ServerState next(ServerState state, RoundTask task, Aggregate aggregate)
      throws InterruptedException {
    try {
      return planner.chosen(planner.next(state, task, aggregate), testSet);
    } catch (IllegalArgumentException e) {
      throw new ImpossibleRoundException(e);
    }
  }

  /** A cohort that asks other clients than the sampled ones invalidates the accounting. */
  private static void requireAnswer(RoundTask task, Aggregate gathered) {
    boolean askedAlone = task.topUp() || task.cohort().containsAll(gathered.contributors());
    if (gathered.round() != task.round()
        || !gathered.schema().equals(task.train().schema())
        || !askedAlone) {
      throw new IllegalStateException(
          "round %d: the cohort answered for round %d with contributions of %s (expected: its own sums of some of %s)"
              .formatted(task.round(), gathered.round(), gathered.contributors(), task.cohort()));
    }
  }

  private ClientScores clientScores(RoundTask task, ServerState state, boolean last)
      throws InterruptedException {
    int round = task.round();
    boolean due = settings.scoring().due(round, last);
    boolean personal = task.train().work().keepsHead();
    return due
        ? cohort.evaluate(
            new ScoringTask(round, settings.model(), state.parameters(), personal, state.counted()))
        : ClientScores.NONE;
  }
}
