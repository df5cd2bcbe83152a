package dev.headwater.learning.rounds;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.SortedMap;

/** Where the clients of a run are: in this process, or behind the network. */
public interface Cohort {

  /**
   * Refuses settings that this cohort cannot carry out, such as masks where it has none. Called
   * before anything is paid.
   *
   * @throws IllegalArgumentException with what is missing
   */
  default void requireAble(RunSettings settings) {}

  /**
   * num_examples by name of every client that could take part in {@code round}; waits until the
   * run's minimum is there.
   *
   * @throws QuorumNotMetException if waiting has a limit and it passed
   */
  SortedMap<String, Integer> population(int round) throws InterruptedException;

  /**
   * Hands the task to its cohort and gathers what comes back, until all have answered or the
   * deadline has passed with a quorum. A client's memory moves on exactly where its contribution is
   * in the sum.
   *
   * @throws QuorumNotMetException if waiting has a limit and it passed
   */
  Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException;

  /**
   * Scores {@code parameters} on the clients' own held-out examples, by client name. Clients that
   * hold nothing out, or do not answer in time, are missing.
   */
  SortedMap<String, Evaluation> evaluate(int round, Model model, Parameters parameters)
      throws InterruptedException;
}
