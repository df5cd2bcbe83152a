package dev.headwater.learning.tasks;

import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.SumSchema;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The result of gathering one round.
 *
 * @param round 1-based
 * @param schema what was summed
 * @param estimate the aggregator's estimate
 * @param contributors names of the counted clients
 * @param numExamples examples of all contributors; the sum of their weights if only weights are
 *     known
 * @param trainLoss mean training loss in nats, weighted as the vectors are; NaN if it is hidden or
 *     the work computes none
 * @param withinNorm contributors whose vector was within the clipping norm
 * @param scalars sums of the work's own scalars, by name
 * @param refusals contributions that were not counted, and why
 * @param bytesUp payload bytes from clients to coordinator
 * @param bytesDown payload bytes from coordinator to clients
 * @param aborted why the round gave no sum, so that the parameters do not change; null if it gave
 *     one
 */
public record Aggregate(
    int round,
    SumSchema schema,
    Estimate estimate,
    SortedSet<String> contributors,
    long numExamples,
    double trainLoss,
    long withinNorm,
    Map<String, Double> scalars,
    List<Refusal> refusals,
    long bytesUp,
    long bytesDown,
    @Nullable String aborted) {

  /**
   * A contribution that was not counted.
   *
   * @param client name of the client that sent it
   * @param reason what was wrong and what was expected, in a sentence
   */
  public record Refusal(String client, String reason) {}

  /**
   * The result of gathering one round; the collections are copied.
   *
   * @param round 1-based
   * @param schema what was summed
   * @param estimate one vector for each vector of the schema
   * @param contributors may be empty
   * @param numExamples at least 0
   * @param trainLoss in nats; NaN if unknown
   * @param withinNorm number of contributors, at least 0
   * @param scalars sums by name, not divided by the weight
   * @param refusals may be empty
   * @param bytesUp payload bytes from clients to coordinator
   * @param bytesDown payload bytes from coordinator to clients
   * @param aborted why the round gave no sum; null if it gave one
   */
  public Aggregate {
    contributors = Collections.unmodifiableSortedSet(new TreeSet<>(contributors));
    scalars = Map.copyOf(scalars);
    refusals = List.copyOf(refusals);
  }

  /**
   * {@return a round without a sum: nothing was learned from any client, the total weight is 0, and
   * the next round starts anew}
   *
   * @param task the round's task
   * @param reason why the round gave no sum, in a sentence for the operator
   * @param refusals contributions that were not counted, and why
   * @param bytesUp payload bytes from clients to coordinator
   * @param bytesDown payload bytes from coordinator to clients
   */
  public static Aggregate aborted(
      RoundTask task, String reason, Collection<Refusal> refusals, long bytesUp, long bytesDown) {
    SumSchema schema = task.train().schema();
    List<ExactSum.Total> nothing =
        schema.vectors().stream()
            .map(vector -> new ExactSum(vector.grid(), vector.layout().size()).finish())
            .toList();
    return new Aggregate(
        task.round(),
        schema,
        new Estimate.Sums(nothing),
        new TreeSet<>(),
        0,
        Double.NaN,
        0,
        Map.of(),
        List.copyOf(refusals),
        bytesUp,
        bytesDown,
        reason);
  }

  /**
   * {@return whether there is a sum or an estimate to learn from: the round was not aborted, and
   * the total weight is above 0}
   */
  public boolean hasSum() {
    return aborted == null && estimate.totalWeight() > 0;
  }

  /**
   * {@return why the round gave no sum, so that the parameters do not change; null if it gave one}
   */
  public @Nullable String whyNoSum() {
    if (hasSum()) {
      return null;
    }
    return aborted == null ? "no contribution was counted" : aborted;
  }

  /**
   * {@return the weighted mean of a vector, or a robust aggregator's estimate of it; a fresh array
   * of the size of the vector's layout}
   *
   * @param vector its name in the schema
   * @throws IllegalArgumentException if the schema has no such vector
   * @throws IllegalStateException if nothing was summed
   */
  public double[] mean(String vector) {
    return estimate.mean(schema.indexOf(vector));
  }

  /**
   * {@return the mean of one of the work's scalars, weighted as the vectors are}
   *
   * @param scalar its name
   * @throws IllegalArgumentException if there is no sum of this name
   */
  public double meanScalar(String scalar) {
    Double sum = scalars.get(scalar);
    if (sum == null) {
      throw new IllegalArgumentException(
          "scalar: no %s (expected one of: %s)".formatted(scalar, scalars.keySet()));
    }
    return sum / estimate.totalWeight();
  }

  /**
   * {@return the exact sum of the first vector}
   *
   * @throws IllegalStateException if the aggregator computed no sums
   */
  public ExactSum.Total total() {
    return sums().totals().get(0);
  }

  /**
   * {@return the exact sum of a vector}
   *
   * @param vector its name in the schema
   * @throws IllegalArgumentException if the schema has no such vector
   * @throws IllegalStateException if the aggregator computed no sums
   */
  public ExactSum.Total total(String vector) {
    return sums().totals().get(schema.indexOf(vector));
  }

  private Estimate.Sums sums() {
    if (estimate instanceof Estimate.Sums sums) {
      return sums;
    }
    throw new IllegalStateException(
        "aggregate: no sums (expected: the aggregator mean, where sums are needed)");
  }

  /**
   * {@return only the estimate, its schema and whether the round was aborted, for uses that must
   * not reveal who contributed: no contributors, counts, losses, scalars or refusals}
   */
  public Aggregate sumOnly() {
    return new Aggregate(
        round,
        schema,
        estimate,
        new TreeSet<>(),
        0,
        Double.NaN,
        0,
        Map.of(),
        List.of(),
        0,
        0,
        aborted);
  }

  /**
   * {@return the same contributors with another estimate}
   *
   * @param other what the estimate is of
   * @param estimated one vector for each of {@code other}
   */
  Aggregate with(SumSchema other, Estimate estimated) {
    return new Aggregate(
        round,
        other,
        estimated,
        contributors,
        numExamples,
        trainLoss,
        withinNorm,
        scalars,
        refusals,
        bytesUp,
        bytesDown,
        aborted);
  }

  /**
   * {@return the same contributors with another sum of the only vector, such as a noised one}
   *
   * @param other the sum that replaces it
   * @throws IllegalStateException if the schema has more than one vector
   */
  public Aggregate withTotal(ExactSum.Total other) {
    if (schema.vectors().size() != 1) {
      throw new IllegalStateException(
          "aggregate: %d vectors (expected: 1, where noise is added)"
              .formatted(schema.vectors().size()));
    }
    return new Aggregate(
        round,
        schema,
        new Estimate.Sums(List.of(other)),
        contributors,
        numExamples,
        trainLoss,
        withinNorm,
        scalars,
        refusals,
        bytesUp,
        bytesDown,
        aborted);
  }
}
