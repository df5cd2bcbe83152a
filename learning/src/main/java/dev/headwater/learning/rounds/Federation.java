package dev.headwater.learning.rounds;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.promise.BudgetSpentException;
import dev.headwater.learning.promise.NoPrivacy;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.strategies.FedAvgM;
import dev.headwater.learning.strategies.ServerUpdate;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The training loop. Everything else in this project serves {@link #run}: read it first.
 *
 * <p>Where the clients are ({@link Cohort}), what is measured and who listens are given; the loop
 * is the same in memory, over gRPC and anywhere else, and so is its result, bit for bit.
 */
public final class Federation {
  private final Plan plan;
  private final PrivacyMechanism privacy;
  private final ServerUpdate server;
  private final Cohort cohort;
  private final @Nullable Scorer testSet;
  private final EvaluateClients evaluateClients;
  private final List<RoundListener> listeners;
  private final LongSupplier nanoTime;

  /** When the clients score the global parameters on their held-out examples. */
  public enum EvaluateClients {
    EVERY_ROUND,
    LAST_ROUND,
    NEVER
  }

  /**
   * A run that has not started.
   *
   * @param privacy what the run promises about its clients: {@link NoPrivacy} or differential
   *     privacy
   * @param server the coordinator's half of the algorithm: {@code FedAvg::update} or a {@link
   *     FedAvgM}
   * @param testSet the coordinator's own test set, null where it has none
   * @param nanoTime the clock for round times, {@code System::nanoTime} but in tests
   */
  public Federation(
      Plan plan,
      PrivacyMechanism privacy,
      ServerUpdate server,
      Cohort cohort,
      @Nullable Scorer testSet,
      EvaluateClients evaluateClients,
      List<RoundListener> listeners,
      LongSupplier nanoTime) {
    this.plan = plan;
    this.privacy = privacy;
    this.server = server;
    this.cohort = cohort;
    this.testSet = testSet;
    this.evaluateClients = evaluateClients;
    this.listeners = List.copyOf(listeners);
    this.nanoTime = nanoTime;
  }

  /** Runs all rounds from {@code start} and returns the final global parameters. */
  public Parameters run(Parameters start) throws InterruptedException {
    return run(start, 1);
  }

  /**
   * Runs the rounds from {@code firstRound} (1-based) on, and returns the final global parameters.
   *
   * @throws BudgetSpentException before a round that would spend more than the run may
   */
  public Parameters run(Parameters start, int firstRound) throws InterruptedException {
    Parameters parameters = start;
    for (int round = firstRound; round <= plan.rounds(); round++) {
      SortedMap<String, Integer> population = cohort.population(round);
      long began = nanoTime.getAsLong();

      Instruction instruction = privacy.begin(round, population); // pays first
      RoundTask task = plan.task(round, parameters, population, instruction); // who is asked, how
      listeners.forEach(listener -> listener.onTask(task));
      Aggregate gathered = cohort.gather(task); // here or over the network
      Aggregate aggregate = privacy.onServer(task, gathered); // noise, where it is promised
      if (aggregate.aborted() == null && aggregate.total().totalWeight() > 0) {
        parameters = server.update(parameters, aggregate); // one step towards the clients' mean
      }

      Evaluation test = testSet == null ? null : testSet.score(parameters);
      SortedMap<String, Evaluation> scores = clientScores(round, parameters);
      double seconds = (nanoTime.getAsLong() - began) / 1e9;
      RoundReport report =
          new RoundReport(task, aggregate, parameters, test, scores, privacy.spent(), seconds);
      listeners.forEach(listener -> listener.onRound(report));
    }
    return parameters;
  }

  private SortedMap<String, Evaluation> clientScores(int round, Parameters parameters)
      throws InterruptedException {
    boolean due =
        switch (evaluateClients) {
          case EVERY_ROUND -> true;
          case LAST_ROUND -> round == plan.rounds();
          case NEVER -> false;
        };
    return due ? cohort.evaluate(round, parameters) : new TreeMap<>();
  }
}
