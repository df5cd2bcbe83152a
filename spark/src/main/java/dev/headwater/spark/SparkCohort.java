package dev.headwater.spark;

import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.ExactMean;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.aggregation.PartialSums;
import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.PersonalHead;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.cohorts.Payload;
import dev.headwater.learning.evaluation.ClientScores;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.ScoringTask;
import dev.headwater.spark.connection.OpenSpark;
import dev.headwater.spark.executors.Merge;
import dev.headwater.spark.executors.Order;
import dev.headwater.spark.executors.Part;
import dev.headwater.spark.executors.Scoring;
import dev.headwater.spark.executors.Stamp;
import dev.headwater.spark.executors.Turn;
import dev.headwater.spark.executors.Updates;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * Clients on the executors of Spark. A round is a broadcast of its task, {@link Turn} on every
 * partition of the clients, and a tree of {@link Merge}: the bits of {@link LocalCohort}, however
 * many executors there are, and if one is lost.
 *
 * <p>Aggregators that are no sums get every contribution, on the driver. What clients remember
 * stays with the driver, and travels with the round and back.
 */
final class SparkCohort implements Cohort {
  /**
   * Of fewer partitions the driver adds the sums itself: a level of the tree is a stage of Spark.
   */
  private static final int TREE_FROM = 8;

  private final OpenSpark spark;
  private final SortedMap<String, ClientExamples> clients;
  private final SortedMap<String, Integer> population;
  private final ClientMemory memory;
  private final Stamp stamp;
  private final Shards shards;

  /**
   * Brings the clients to the executors.
   *
   * @param spark stays open
   * @param clients their examples by name; copied, the arrays in it are shared
   * @param memory what clients keep between rounds
   * @throws dev.headwater.files.UserDataException if an executor has another version
   */
  SparkCohort(OpenSpark spark, SortedMap<String, ClientExamples> clients, ClientMemory memory)
      throws InterruptedException {
    this(spark, clients, memory, Stamp.own());
  }

  SparkCohort(
      OpenSpark spark, SortedMap<String, ClientExamples> clients, ClientMemory memory, Stamp stamp)
      throws InterruptedException {
    this.spark = spark;
    this.clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
    this.memory = memory;
    this.stamp = stamp;
    SortedMap<String, Integer> sizes = new TreeMap<>();
    clients.forEach((name, data) -> sizes.put(name, data.train().units()));
    this.population = Collections.unmodifiableSortedMap(sizes);
    this.shards = Shards.bring(spark, this.clients, stamp);
  }

  @Override
  public void requireAble(RunSettings settings) {
    if (settings.masking() != null) {
      throw noMasks();
    }
  }

  private static IllegalArgumentException noMasks() {
    return new IllegalArgumentException(
        "secure aggregation: --engine spark has no masks (expected: --engine memory or grpc; masks hide a client from a coordinator, and a driver already has everybody's examples)");
  }

  @Override
  public SortedMap<String, Integer> population(int round) {
    return population;
  }

  @Override
  public Aggregate gather(RoundTask task, Aggregator aggregator) throws InterruptedException {
    if (task.masking() != null) {
      throw noMasks();
    }
    Asked asked = Asked.of(task, shards, memory);
    boolean sums = aggregator.equals(new ExactMean());
    Broadcast<Order> order = spark.send(Order.train(stamp, task, asked.clients(), sums));
    try (Travelling memories = Travelling.of(spark, asked, shards)) {
      Turn turn = new Turn(order, memories.byShard());
      JavaRDD<Part> parts = spark.run(() -> shards.rdd().map(turn));
      // What clients remember goes to the driver in any case: a tree would carry it for longer.
      List<Part> answers =
          sums && !task.train().keepsMemory()
              ? List.of(spark.run(() -> parts.treeReduce(new Merge(order), depth())))
              : spark.run(parts::collect);
      for (Part part : answers) {
        part.memories()
            .byClient()
            .forEach((client, next) -> memory.store(client, task.round(), next));
      }
      return sums ? summed(task, asked, answers) : estimated(task, aggregator, asked, answers);
    } finally {
      spark.release(order);
    }
  }

  private int depth() {
    return shards.members().size() < TREE_FROM ? 1 : 2;
  }

  private static Aggregate summed(RoundTask task, Asked asked, List<Part> answers) {
    Gathering nobody = new Gathering(task);
    asked.refusals().forEach(refusal -> nobody.refuse(refusal.client(), refusal.reason()));
    PartialSums all = nobody.partial();
    for (Part part : answers) {
      if (part.hasSums()) {
        all = all.plus(part.sums(task.train().schema()));
      }
    }
    int counted = all.counted().size();
    Payload payload = Payload.of(task);
    return LocalCohort.requireSome(
        task,
        counted,
        all.aggregate(task, payload.up() * counted, payload.down() * task.cohort().size()));
  }

  private static Aggregate estimated(
      RoundTask task, Aggregator aggregator, Asked asked, List<Part> answers) {
    Gathering gathering = new Gathering(task, aggregator);
    Stream.concat(asked.refusals().stream(), answers.stream().flatMap(p -> p.refusals().stream()))
        .sorted(Comparator.comparing(Aggregate.Refusal::client))
        .forEach(refusal -> gathering.refuse(refusal.client(), refusal.reason()));
    for (Part part : answers) {
      for (byte[] update : part.updates()) {
        gathering.offer(Updates.decode(update, task.train().schema()));
      }
    }
    int counted = gathering.size();
    Payload payload = Payload.of(task);
    return LocalCohort.requireSome(
        task,
        counted,
        gathering.close(payload.up() * counted, payload.down() * task.cohort().size()));
  }

  @Override
  public ClientScores evaluate(ScoringTask task) throws InterruptedException {
    Broadcast<Order> order = spark.send(Order.score(stamp, task));
    SortedMap<String, Evaluation> global = new TreeMap<>();
    try {
      spark
          .run(() -> shards.rdd().map(new Scoring(order)).collect())
          .forEach(part -> global.putAll(part.byClient()));
    } finally {
      spark.release(order);
    }
    SortedMap<String, Evaluation> personal = new TreeMap<>();
    for (String client : global.keySet()) {
      ClientExamples own = clients.get(client);
      Evaluation score =
          own == null
              ? null
              : PersonalHead.score(
                  task.model(), memory, client, task.memoryOf(client), own.heldOut());
      if (score != null) {
        personal.put(client, score);
      }
    }
    return new ClientScores(global, personal);
  }
}
