package dev.headwater.simulations.replay;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import java.util.SortedMap;

/**
 * A cohort up to the last recorded round: a run may have been interrupted before its own last one.
 */
final class UpTo implements Cohort {
  private final Cohort cohort;
  private final int last;

  UpTo(Cohort cohort, int last) {
    this.cohort = cohort;
    this.last = last;
  }

  @Override
  public void requireAble(RunSettings settings) {
    cohort.requireAble(settings);
  }

  @Override
  public boolean answersMaskedOnce() {
    return cohort.answersMaskedOnce();
  }

  @Override
  public SortedMap<String, Integer> population(int round) throws InterruptedException {
    if (round > last) {
      throw new ReplayEndsException();
    }
    return cohort.population(round);
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    return cohort.gather(task, aggregator);
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    return cohort.evaluate(task);
  }
}
