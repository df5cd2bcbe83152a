package dev.headwater.learning.aggregation;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.compression.Compression.Coded;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Collects the contributions of one round: checks each, adds it to the aggregator's accumulator,
 * and records who was counted. Memory use depends on the aggregator: a mean keeps one sum and no
 * single update. Safe for concurrent use; single use.
 */
public final class Gathering {
  /**
   * A client that keeps sending invalid contributions must not fill the memory: further refusals
   * are answered, but not stored.
   */
  static final int MAX_REFUSALS_KEPT = 10_000;

  /** Tolerance: another machine may add squares in another order. */
  private static final double NORM_TOLERANCE = 1e-6;

  private final RoundTask task;
  private final Set<String> invited;
  private final Aggregator aggregator;
  private final Accumulator accumulator;
  private final long[] slots;
  private final SortedMap<String, Integer> counted = new TreeMap<>();
  private final List<Aggregate.Refusal> refusals = new ArrayList<>();
  private @Nullable RuntimeException broken;
  private boolean closed;

  /**
   * An open gathering that averages exactly.
   *
   * @param task the round, whose cohort may contribute
   */
  public Gathering(RoundTask task) {
    this(task, new ExactMean());
  }

  /**
   * An open gathering.
   *
   * @param task the round, whose cohort may contribute
   * @param aggregator what turns the contributions into one estimate
   */
  public Gathering(RoundTask task, Aggregator aggregator) {
    this.task = task;
    this.invited = Set.copyOf(task.cohort());
    this.aggregator = aggregator;
    this.accumulator = aggregator.open(task);
    this.slots = new long[task.train().schema().slots().size()];
  }

  /**
   * Checks a contribution and counts it if nothing is wrong with it. One sent twice counts once.
   *
   * @param contribution a client's answer, of any shape and round
   * @return accepted, or refused with the reason; duplicate if the client was counted before; late
   *     if the round is closed or the contribution answers an earlier one
   */
  public synchronized Receipt offer(Contribution contribution) {
    if (counted.containsKey(contribution.client()) && contribution.round() == task.round()) {
      return new Receipt.Duplicate();
    }
    if (closed || contribution.round() < task.round()) {
      return new Receipt.Late();
    }
    String problem = problemOf(contribution);
    if (problem == null) {
      problem = add(contribution);
    }
    if (problem != null) {
      return refuse(contribution.client(), problem);
    }
    counted.put(contribution.client(), contribution.numExamples());
    TrainTask train = task.train();
    long[] units = contribution.slotUnits(train.schema(), train.protection().hidesScores());
    for (int i = 0; i < slots.length; i++) {
      slots[i] += units[i];
    }
    return new Receipt.Accepted();
  }

  /** What an aggregator throws is no client's fault: it ends the round, on the run's own thread. */
  private @Nullable String add(Contribution contribution) {
    try {
      return broken == null ? accumulator.add(contribution) : "aggregator: it has failed before";
    } catch (RuntimeException e) {
      broken = e;
    } catch (LinkageError e) { // a class of one's own, made for another version
      broken = new IllegalStateException("aggregator: " + e, e);
    }
    return "aggregator: it has failed (nothing that this client did)";
  }

  /** {@return whether the aggregator has failed: then nothing more can come of this round} */
  public synchronized boolean broken() {
    return broken != null;
  }

  /**
   * Records a contribution that was refused before it could be offered, such as one that could not
   * be decoded. Of very many refusals only the first are kept for the aggregate.
   *
   * @param client name of its sender
   * @param reason what was wrong and what was expected, in a sentence
   * @return the answer for the client
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
    String shape = shapeProblemOf(c);
    if (shape != null) {
      return shape;
    }
    Protection protection = task.train().protection();
    int weight = protection.weighting().of(c.numExamples());
    if (c.weight() != weight) {
      return "weight: %s (expected: %d, as this run weighs %d examples)"
          .formatted(c.weight(), weight, c.numExamples());
    }
    return normProblemOf(c, protection.clipping());
  }

  private @Nullable String shapeProblemOf(Contribution c) {
    SumSchema schema = task.train().schema();
    int scalars = schema.slots().size() - SumSchema.USUAL_SLOTS;
    if (c.vectors().size() != schema.vectors().size() || c.scalars().size() != scalars) {
      return "contribution: %d vectors and %d scalars (expected: %d and %d)"
          .formatted(c.vectors().size(), c.scalars().size(), schema.vectors().size(), scalars);
    }
    for (int i = 0; i < schema.vectors().size(); i++) {
      boolean integers = c.vectors().get(i) instanceof Values.Integers;
      if (integers != schema.vectors().get(i).integers()) {
        return "%s: %s (expected: %s)"
            .formatted(
                schema.vectors().get(i).name(),
                integers ? "integers" : "real numbers",
                integers ? "real numbers" : "integers");
      }
      if (schema.vectors().get(i).compression() instanceof Coded coded) {
        String problem = coded.problemOf(((Values.Reals) c.vectors().get(i)).values());
        if (problem != null) {
          return problem;
        }
      }
    }
    return schema.problemOfScalars(c.scalars(), c.weight());
  }

  /**
   * A client that does not clip pulls further than all others may, breaks its own guarantee if
   * there is one, and exceeds the sensitivity that the noise was calibrated for.
   */
  private static @Nullable String normProblemOf(Contribution c, @Nullable ClientPrivacy privacy) {
    if (privacy == null || privacy.noisePlace() != ClientPrivacy.NoisePlace.NONE) {
      return null;
    }
    double most = privacy.clippingNorm() * c.weight();
    double norm = Clipping.norm(c.vector());
    return norm <= most * (1 + NORM_TOLERANCE) || !Double.isFinite(norm)
        ? null // values that are not finite are refused elsewhere, with their position
        : "norm: %s (expected: at most %s, the clipping norm times the weight)"
            .formatted(norm, most);
  }

  /** {@return the number of clients counted so far} */
  public synchronized int size() {
    return counted.size();
  }

  /** {@return the names of the cohort's members that have not been counted yet, sorted} */
  public synchronized List<String> missing() {
    return task.cohort().stream().filter(client -> !counted.containsKey(client)).toList();
  }

  /**
   * Closes this part of a round; later contributions are answered as late.
   *
   * @return its sums, to be merged with those of other parts
   * @throws IllegalStateException on a second call, or if the aggregator computes no sums: then a
   *     round has one gathering of all its contributions
   * @throws RuntimeException what the aggregator threw on an earlier contribution
   */
  public synchronized PartialSums partial() {
    closed = true;
    if (broken != null) {
      throw broken;
    }
    if (!(accumulator.close() instanceof Estimate.Sums sums)) {
      throw new IllegalStateException(
          "aggregator: %s computes no sums (expected: mean, where parts of a round are merged)"
              .formatted(aggregator.spec()));
    }
    return new PartialSums(sums.totals(), slots, counted, refusals);
  }

  /**
   * Closes the round and returns the aggregate; later contributions are answered as late.
   *
   * @param bytesUp bytes that clients sent in this round
   * @param bytesDown bytes that were sent to them
   * @return with a sum, or aborted with the reason if too few contributions were counted for the
   *     aggregator's rule
   * @throws IllegalStateException on a second call
   * @throws RuntimeException what the aggregator threw on an earlier contribution
   */
  public synchronized Aggregate close(long bytesUp, long bytesDown) {
    closed = true;
    if (broken != null) {
      throw broken;
    }
    try {
      aggregator.requireCohort(counted.size());
    } catch (IllegalArgumentException e) {
      return giveUp(String.valueOf(e.getMessage()), bytesUp, bytesDown);
    }
    return SlotSums.aggregate(
        task,
        accumulator.close(),
        slots,
        new TreeSet<>(counted.keySet()),
        counted.values().stream().mapToLong(Integer::longValue).sum(),
        refusals,
        bytesUp,
        bytesDown);
  }

  /**
   * Closes the round without a sum: nothing is computed of what was counted; later contributions
   * are answered as late.
   *
   * @param reason why, in a sentence for the operator
   * @param bytesUp bytes that clients sent in this round
   * @param bytesDown bytes that were sent to them
   * @return an aggregate without a sum
   */
  public synchronized Aggregate giveUp(String reason, long bytesUp, long bytesDown) {
    closed = true;
    return Aggregate.aborted(task, reason, refusals, bytesUp, bytesDown);
  }
}
