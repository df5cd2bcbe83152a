package dev.headwater.learning.rounds;

import dev.headwater.learning.sums.ExactSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects the contributions of one round: checks each, adds it to the exact sum, remembers who was
 * counted. Holds one sum, never the updates themselves. Safe for concurrent use; one shot.
 */
public final class Gathering {
  /**
   * A client that goes on sending rubbish must not fill the memory: further refusals are told, not
   * kept.
   */
  static final int MAX_REFUSALS_KEPT = 10_000;

  private final RoundTask task;
  private final Set<String> invited;
  private final ExactSum sum;
  private final SortedMap<String, Aggregate.Share> counted = new TreeMap<>();
  private final List<Aggregate.Refusal> refusals = new ArrayList<>();
  private boolean closed;

  /** An open gathering of {@code task}'s cohort. */
  public Gathering(RoundTask task) {
    this.task = task;
    this.invited = Set.copyOf(task.cohort());
    this.sum = new ExactSum(task.grid(), task.train().parameters().size());
  }

  /** Counts {@code contribution}, or says why not. Sending twice counts once. */
  public synchronized Receipt offer(Contribution contribution) {
    if (counted.containsKey(contribution.client()) && contribution.round() == task.round()) {
      return new Receipt.Duplicate();
    }
    if (closed || contribution.round() < task.round()) {
      return new Receipt.Late();
    }
    String problem = problemOf(contribution);
    if (problem == null) {
      problem = sum.add(contribution.vector(), contribution.weight());
    }
    if (problem != null) {
      return refuse(contribution.client(), problem);
    }
    counted.put(
        contribution.client(),
        new Aggregate.Share(
            contribution.numExamples(), contribution.weight(), contribution.trainLoss()));
    return new Receipt.Accepted();
  }

  /**
   * Notes a contribution that was refused before it could be offered, such as one that could not be
   * decoded.
   */
  public synchronized Receipt.Refused refuse(String client, String reason) {
    if (refusals.size() < MAX_REFUSALS_KEPT) {
      refusals.add(new Aggregate.Refusal(client, reason));
    }
    return new Receipt.Refused(reason);
  }

  private @Nullable String problemOf(Contribution c) {
    if (c.round() != task.round()) {
      return "round: %d (expected: %d)".formatted(c.round(), task.round());
    }
    if (!invited.contains(c.client())) {
      return "client: %s was not asked in round %d (expected: a member of the cohort)"
          .formatted(c.client(), c.round());
    }
    if (c.numExamples() < 1) {
      return "num_examples: %d (expected: at least 1)".formatted(c.numExamples());
    }
    if (!(c.trainLoss() >= 0) || Double.isInfinite(c.trainLoss())) {
      return "train_loss: %s (expected: a finite number of at least 0)".formatted(c.trainLoss());
    }
    return null;
  }

  /** How many clients have been counted. */
  public synchronized int size() {
    return counted.size();
  }

  /** Names of the cohort's members that have not been counted yet, sorted. */
  public synchronized List<String> missing() {
    return task.cohort().stream().filter(client -> !counted.containsKey(client)).toList();
  }

  /** Closes and gives the sum; refuses a second call. What comes later is late. */
  public synchronized Aggregate close(long bytesUp, long bytesDown) {
    closed = true;
    return new Aggregate(task.round(), sum.finish(), counted, refusals, bytesUp, bytesDown);
  }
}
