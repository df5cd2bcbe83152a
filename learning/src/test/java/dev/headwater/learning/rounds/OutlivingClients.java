package dev.headwater.learning.rounds;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import java.util.List;
import java.util.SortedMap;
import java.util.function.IntConsumer;

/** Clients that outlive a coordinator, which may be killed when they have answered. */
final class OutlivingClients implements Cohort {
  static final int COUNT = 8;

  private final LocalCohort clients =
      new LocalCohort(
          Samples.clients(COUNT, 8, 3), Runnable::run, new InMemory(), new PlainMasks());
  private final boolean once;
  private final List<Integer> gathered;
  private final IntConsumer answered;

  /**
   * @param once whether they answer a masked round once
   * @param gathered gets the rounds that they are asked in
   * @param answered is told of each of these, before its sum is used
   */
  OutlivingClients(boolean once, List<Integer> gathered, IntConsumer answered) {
    this.once = once;
    this.gathered = gathered;
    this.answered = answered;
  }

  @Override
  public boolean answersMaskedOnce() {
    return once;
  }

  @Override
  public SortedMap<String, Integer> population(int round) {
    return clients.population(round);
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    gathered.add(task.round());
    Aggregate aggregate = clients.gather(task, aggregator);
    answered.accept(task.round());
    return aggregate;
  }

  @Override
  public ClientScores evaluate(ScoringTask task) {
    return ClientScores.NONE;
  }
}
