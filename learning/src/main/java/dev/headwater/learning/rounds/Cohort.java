package dev.headwater.learning.rounds;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.learning.tasks.TimedAnswer;
import java.util.List;
import java.util.SortedMap;

/** The clients of a run, in this process or over the network. */
public interface Cohort {

  /**
   * Refuses settings that this cohort does not support, such as masks. Called before anything is
   * paid.
   *
   * @param settings the settings of the run
   * @throws IllegalArgumentException with what is missing
   */
  default void requireAble(RunSettings settings) {}

  /**
   * {@return whether clients refuse to answer a masked round again after a crash of the
   * coordinator} Their keys are gone, and a second sum over other clients would tell what one of
   * them sent.
   */
  default boolean answersMaskedOnce() {
    return false;
  }

  /**
   * {@return num_examples by name of every client that could take part} Waits for the run's minimum
   * number of clients.
   *
   * @param round the round about to begin, 1-based
   * @throws QuorumNotMetException if the time limit for waiting passed, or no sum is possible any
   *     more with the clients that are here
   * @throws InterruptedException if the run's thread is interrupted while it waits
   */
  SortedMap<String, Integer> population(int round) throws InterruptedException;

  /**
   * Sends the task to its cohort and gathers the contributions, until all clients have answered or
   * the deadline has passed with a quorum. A client's memory advances if and only if its
   * contribution is in the sum.
   *
   * @param task the round's task; clients outside its cohort may be asked only if it allows top-up
   * @param aggregator how the contributions are aggregated; unused under masks, which give sums
   *     alone
   * @return the aggregate of this round and of the task's schema, without the coordinator's noise;
   *     aborted if the round gave no sum
   * @throws QuorumNotMetException if too few contributions were counted, and no more can come or
   *     the time limit for waiting passed
   * @throws InterruptedException if the run's thread is interrupted while it waits
   */
  Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException;

  /**
   * Scores parameters on the clients' own held-out examples. The coordinator sees every client's
   * score, which has no noise: a run with a promise never asks for scores.
   *
   * @param task what is scored
   * @return scores by client name; clients without held-out examples, or that do not answer in
   *     time, are missing
   * @throws InterruptedException if the run's thread is interrupted while it waits
   */
  ClientScores evaluate(ScoringTask task) throws InterruptedException;

  /**
   * {@return when answers have come since the last call, those that came too late included; empty
   * where nobody measures it, as in memory}
   */
  default List<TimedAnswer> takeAnswers() {
    return List.of();
  }
}
