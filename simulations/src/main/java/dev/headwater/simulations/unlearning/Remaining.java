package dev.headwater.simulations.unlearning;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import java.util.SortedMap;
import java.util.TreeMap;

/** The clients of a cohort without one of them, who is asked for nothing, even if it is up. */
final class Remaining implements Cohort {
  private final Cohort all;
  private final String gone;

  Remaining(Cohort all, String gone) {
    this.all = all;
    this.gone = gone;
  }

  @Override
  public void requireAble(RunSettings settings) {
    all.requireAble(settings);
  }

  @Override
  public SortedMap<String, Integer> population(int round) throws InterruptedException {
    SortedMap<String, Integer> stay = new TreeMap<>(all.population(round));
    stay.remove(gone);
    return stay;
  }

  /** Without top-up: a cohort over the network would ask any client that is up. */
  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    RoundTask closed =
        new RoundTask(
            task.train(),
            task.cohort(),
            task.population(),
            task.counted(),
            task.masking(),
            false,
            task.capped());
    return all.gather(closed, aggregator);
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    return all.evaluate(task).without(gone);
  }
}
