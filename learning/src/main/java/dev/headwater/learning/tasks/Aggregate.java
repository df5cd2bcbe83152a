package dev.headwater.learning.tasks;

import dev.headwater.learning.sums.ExactSum;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of gathering one round.
 *
 * @param round 1-based
 * @param total the exact weighted sum
 * @param contributors who was counted, by name
 * @param numExamples examples of all contributors; where weights alone are known, their sum
 * @param trainLoss mean training loss in nats, weighted by num_examples (by the weights where they
 *     alone are known); NaN where it is not known
 * @param withinNorm contributors whose vector was within the clipping norm
 * @param refusals what was not counted, and why
 * @param bytesUp payload bytes from clients to coordinator
 * @param bytesDown payload bytes from coordinator to clients
 * @param aborted why the round gave no sum, so that the parameters stay as they are; else null
 */
public record Aggregate(
    int round,
    ExactSum.Total total,
    SortedSet<String> contributors,
    long numExamples,
    double trainLoss,
    long withinNorm,
    List<Refusal> refusals,
    long bytesUp,
    long bytesDown,
    @Nullable String aborted) {

  /** A contribution that was not counted. */
  public record Refusal(String client, String reason) {}

  /** Copies the collections. */
  public Aggregate {
    contributors = Collections.unmodifiableSortedSet(new TreeSet<>(contributors));
    refusals = List.copyOf(refusals);
  }

  /** A round that gave no sum: nothing was learned from anybody, and the next one is fresh. */
  public static Aggregate aborted(
      RoundTask task, String reason, Collection<Refusal> refusals, long bytesUp, long bytesDown) {
    var nothing = new ExactSum(task.grid(), task.train().parameters().size()).finish();
    return new Aggregate(
        task.round(),
        nothing,
        new TreeSet<>(),
        0,
        Double.NaN,
        0,
        List.copyOf(refusals),
        bytesUp,
        bytesDown,
        reason);
  }

  /** The same contributors with another sum, such as one that carries noise. */
  public Aggregate withTotal(ExactSum.Total other) {
    return new Aggregate(
        round,
        other,
        contributors,
        numExamples,
        trainLoss,
        withinNorm,
        refusals,
        bytesUp,
        bytesDown,
        aborted);
  }
}
