package dev.headwater.learning.aggregation;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /** Another machine may add squares in another order. */
  private static final double NORM_TOLERANCE = 1e-6;

  private final RoundTask task;
  private final Set<String> invited;
  private final ExactSum sum;
  private final SortedMap<String, Counted> counted = new TreeMap<>();
  private final List<Aggregate.Refusal> refusals = new ArrayList<>();
  private long withinNorm;
  private boolean closed;

  /** What one contributor brought, apart from its vector, which is not kept. */
  private record Counted(int numExamples, double trainLoss) {}

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
        contribution.client(), new Counted(contribution.numExamples(), contribution.trainLoss()));
    withinNorm += contribution.withinNorm() ? 1 : 0;
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
    Protection protection = task.train().protection();
    int weight = protection.weighting().of(c.numExamples());
    if (c.weight() != weight) {
      return "weight: %s (expected: %d, as this run weighs %d examples)"
          .formatted(c.weight(), weight, c.numExamples());
    }
    return normProblemOf(c, protection.client());
  }

  /** Who does not clip breaks the promise for itself, and what the noise was reckoned for. */
  private static @Nullable String normProblemOf(Contribution c, @Nullable ClientPrivacy privacy) {
    if (privacy == null || privacy.noisePlace() != ClientPrivacy.NoisePlace.NONE) {
      return null;
    }
    double most = privacy.clippingNorm() * c.weight();
    double norm = Clipping.norm(c.vector());
    return norm <= most * (1 + NORM_TOLERANCE) || !Double.isFinite(norm)
        ? null // what is not finite is refused with the place where it is
        : "norm: %s (expected: at most %s, the clipping norm times the weight)"
            .formatted(norm, most);
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
    long examples = counted.values().stream().mapToLong(Counted::numExamples).sum();
    return new Aggregate(
        task.round(),
        sum.finish(),
        new TreeSet<>(counted.keySet()),
        examples,
        task.train().protection().hidesScores() ? Double.NaN : trainLoss(examples),
        withinNorm,
        refusals,
        bytesUp,
        bytesDown,
        null);
  }

  /** Summed in the order of the names, so that arrival cannot change it. */
  private double trainLoss(long examples) {
    double loss = 0;
    for (Counted one : counted.values()) {
      loss += one.trainLoss() * one.numExamples();
    }
    return loss / examples;
  }
}
