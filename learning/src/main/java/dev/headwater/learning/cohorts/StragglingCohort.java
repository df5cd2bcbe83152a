package dev.headwater.learning.cohorts;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.tasks.TimedAnswer;
import dev.headwater.learning.work.Sgd;
import java.util.List;
import java.util.SortedMap;

/**
 * Simulated clients of which some are slow in every round that trains by local epochs. Others, such
 * as a round of exact sums, have no part that could be done.
 */
public final class StragglingCohort implements Cohort {
  private final Cohort clients;
  private final Stragglers stragglers;

  /**
   * Clients of which some are slow.
   *
   * @param clients all of them; a cohort that heeds {@link RoundTask#trainOf}
   * @param stragglers who is slow, and what comes of it
   */
  public StragglingCohort(Cohort clients, Stragglers stragglers) {
    this.clients = clients;
    this.stragglers = stragglers;
  }

  /**
   * Refuses runs in which nobody could be slow, and those whose guarantees assume who answers and
   * how far it trains.
   *
   * @param settings of the run
   * @param stragglers none go with every run
   * @throws IllegalArgumentException in a sentence
   */
  public static void requireFor(RunSettings settings, Stragglers stragglers) {
    if (!stragglers.any()) {
      return;
    }
    if (settings.masking() != null || settings.promise() != null) {
      throw new IllegalArgumentException(
          "stragglers: with %s (expected: without masks and --privacy; slow clients are simulated in open runs alone)"
              .formatted(
                  settings.masking() != null ? "secure aggregation" : "a privacy guarantee"));
    }
    boolean trains =
        settings.strategy().works(settings.start(), settings.hyper()).stream()
            .anyMatch(Sgd.class::isInstance);
    if (!trains) {
      throw new IllegalArgumentException(
          "stragglers: with strategy %s (expected: one that trains by local epochs, such as fedavg or fedprox; its clients do all or nothing)"
              .formatted(settings.strategy().spec()));
    }
    if (!stragglers.dropped() && settings.hyper().localEpochs() < 2) {
      throw new IllegalArgumentException(
          "stragglers: partial work of 1 local epoch (expected: --local-epochs of at least 2, of which a straggler does a part)");
    }
  }

  @Override
  public void requireAble(RunSettings settings) {
    requireFor(settings, stragglers);
    clients.requireAble(settings);
  }

  @Override
  public boolean answersMaskedOnce() {
    return clients.answersMaskedOnce();
  }

  @Override
  public SortedMap<String, Integer> population(int round) throws InterruptedException {
    return clients.population(round);
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    if (!(task.train().work() instanceof Sgd sgd)) {
      return clients.gather(task, aggregator);
    }
    SortedMap<String, Integer> slow = stragglers.of(task, sgd.hyper().localEpochs());
    if (!stragglers.dropped()) {
      return clients.gather(task.slowed(slow), aggregator);
    }
    List<String> inTime =
        task.cohort().stream().filter(client -> !slow.containsKey(client)).toList();
    return inTime.isEmpty()
        ? Aggregate.aborted(task, "every client that was asked is a straggler", List.of(), 0, 0)
        : clients.gather(task.among(inTime), aggregator);
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    return clients.evaluate(task);
  }

  @Override
  public List<TimedAnswer> takeAnswers() {
    return clients.takeAnswers();
  }
}
