package dev.headwater.spark;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A cohort that says which round it is in. */
record ToldOfRounds(Cohort cohort, AtomicInteger round) implements Cohort {
  @Override
  public SortedMap<String, Integer> population(int number) throws InterruptedException {
    return cohort.population(number);
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    round.set(task.round());
    return cohort.gather(task, aggregator);
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    return cohort.evaluate(task);
  }
}
