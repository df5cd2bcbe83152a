package dev.headwater.learning.rounds;

import dev.headwater.learning.sums.ExactSum;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The outcome of gathering one round.
 *
 * @param round 1-based
 * @param total the exact weighted sum
 * @param contributors who was counted, by name
 * @param refusals what was not counted, and why
 * @param bytesUp payload bytes from clients to coordinator
 * @param bytesDown payload bytes from coordinator to clients
 */
public record Aggregate(
    int round,
    ExactSum.Total total,
    SortedMap<String, Share> contributors,
    List<Refusal> refusals,
    long bytesUp,
    long bytesDown) {

  /** What one contributor brought, apart from its vector, which is not kept. */
  public record Share(int numExamples, double weight, double trainLoss) {}

  /** A contribution that was not counted. */
  public record Refusal(String client, String reason) {}

  /** Copies the collections. */
  public Aggregate {
    contributors = Collections.unmodifiableSortedMap(new TreeMap<>(contributors));
    refusals = List.copyOf(refusals);
  }

  /** Examples of all contributors. */
  public long numExamples() {
    return contributors.values().stream().mapToLong(Share::numExamples).sum();
  }

  /**
   * Mean training loss weighted by num_examples, summed in the order of the names so that arrival
   * cannot change it.
   */
  public double trainLoss() {
    double sum = 0;
    for (Share share : contributors.values()) {
      sum += share.trainLoss() * share.numExamples();
    }
    return sum / numExamples();
  }
}
