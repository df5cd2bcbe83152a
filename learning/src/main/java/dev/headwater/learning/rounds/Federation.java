package dev.headwater.learning.rounds;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Parameters;
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
   * @param server the coordinator's half of the algorithm: {@code FedAvg::update} or a {@link
   *     FedAvgM}
   * @param testSet the coordinator's own test set, null where it has none
   * @param nanoTime the clock for round times, {@code System::nanoTime} but in tests
   */
  public Federation(
      Plan plan,
      ServerUpdate server,
      Cohort cohort,
      @Nullable Scorer testSet,
      EvaluateClients evaluateClients,
      List<RoundListener> listeners,
      LongSupplier nanoTime) {
    this.plan = plan;
    this.server = server;
    this.cohort = cohort;
    this.testSet = testSet;
    this.evaluateClients = evaluateClients;
    this.listeners = List.copyOf(listeners);
    this.nanoTime = nanoTime;
  }

  /** Runs all rounds from {@code start} and returns the final global parameters. */
  public Parameters run(Parameters start) throws InterruptedException {
    Parameters parameters = start;
    for (int round = 1; round <= plan.rounds(); round++) {
      SortedMap<String, Integer> population = cohort.population(round);
      long began = nanoTime.getAsLong();

      RoundTask task = plan.task(round, parameters, population); // who is asked, and how to train
      listeners.forEach(listener -> listener.onTask(task));
      Aggregate aggregate = cohort.gather(task); // here or over the network
      parameters = server.update(parameters, aggregate); // one step towards the clients' mean

      Evaluation test = testSet == null ? null : testSet.score(parameters);
      SortedMap<String, Evaluation> scores = clientScores(round, parameters);
      double seconds = (nanoTime.getAsLong() - began) / 1e9;
      RoundReport report = new RoundReport(task, aggregate, parameters, test, scores, seconds);
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
