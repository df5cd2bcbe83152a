package dev.headwater.learning.rounds;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.SortedMap;

/** The clients of a run, in this process or over the network. */
public interface Cohort {

  /**
   * Refuses settings that this cohort does not support, such as masks. Called before anything is
   * paid.
   *
   * @throws IllegalArgumentException with what is missing
   */
  default void requireAble(RunSettings settings) {}

  /**
   * num_examples by name of every client that could take part in {@code round}; waits for the run's
   * minimum number of clients.
   *
   * @throws QuorumNotMetException if the time limit for waiting passed
   */
  SortedMap<String, Integer> population(int round) throws InterruptedException;

  /**
   * Sends the task to its cohort and gathers the contributions, until all clients have answered or
   * the deadline has passed with a quorum. A client's memory advances if and only if its
   * contribution is in the sum.
   *
   * @throws QuorumNotMetException if the time limit for waiting passed
   */
  Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException;

  /**
   * Scores {@code parameters} on the clients' own held-out examples, by client name. Clients
   * without held-out examples, or that do not answer in time, are missing.
   */
  SortedMap<String, Evaluation> evaluate(int round, Model model, Parameters parameters)
      throws InterruptedException;
}
