package dev.headwater.coordinator;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Aggregate;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RoundTask;
import java.util.List;
import java.util.SortedMap;

/** The clients that are enrolled over the network. */
public final class RemoteCohort implements Cohort {

  /**
   * The run's class names: those that the run description fixed, or, where it fixed none, the
   * sorted union of what the first clients brought. Waits until they are there; the head cannot be
   * made before.
   *
   * @throws dev.headwater.learning.rounds.QuorumNotMetException if waiting has a limit and it
   *     passed
   */
  public List<String> awaitLabels() throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public SortedMap<String, Integer> population(int round) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Aggregate gather(RoundTask task) throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public SortedMap<String, Evaluation> evaluate(int round, Parameters parameters)
      throws InterruptedException {
    throw new UnsupportedOperationException();
  }
}
