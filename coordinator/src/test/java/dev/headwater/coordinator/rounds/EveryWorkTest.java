package dev.headwater.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headwater.client.ClientListener;
import dev.headwater.client.data.PreparedData;
import dev.headwater.coordinator.LiveRun;
import dev.headwater.coordinator.Sample;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.compression.Compression;
import dev.headwater.learning.compression.Compressions;
import dev.headwater.learning.compression.RandomK;
import dev.headwater.learning.compression.Uncompressed;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.secagg.simulation.InMemoryMasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every algorithm gives the same bits in memory, on two threads, over sockets, and under masks. */
class EveryWorkTest {
  private static final int CLIENTS = 8;
  private static final int ROUNDS = 4;

  private static RunBuilder plan(
      String head, String strategy, String aggregator, String weights, @Nullable Masking masking) {
    Weighting weighting =
        weights.equals("uniform") ? new Weighting.Uniform() : new Weighting.Examples();
    Strategy algorithm = Strategies.CHOICES.parse(strategy);
    boolean everybody = algorithm.needs().contains(Need.EVERYBODY);
    return RunSettings.of(Models.of(head, 3, Sample.FEATURES), CLIENTS)
        .rounds(ROUNDS)
        .cohort(everybody ? new CohortSize.All() : new CohortSize.Count(7))
        .strategy(algorithm)
        .aggregator(Aggregators.CHOICES.parse(aggregator))
        .hyper(new Hyperparameters(2, 8, 0.1, 0, 0, 0))
        .seed(7)
        .summing(new Summing(weighting, Long.SIZE))
        .masking(masking);
  }

  private static List<String> inMemory(RunSettings settings, Executor executor)
      throws InterruptedException {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (String name : Sample.names(CLIENTS)) {
      PreparedData data = Sample.data(name, Sample.FEATURES);
      clients.put(
          name, new ClientExamples(Sample.indexed(data.train()), Sample.indexed(data.heldOut())));
    }
    List<String> digests = new ArrayList<>();
    new Federation(
            settings,
            new LocalCohort(clients, executor, new InMemory(), new InMemoryMasks()),
            report -> digests.add(report.digest()))
        .run();
    return digests;
  }

  private static List<String> overSockets(RunBuilder plan) throws Exception {
    try (var live =
        new LiveRun(
            Sample.config(CLIENTS, CLIENTS), Sample.run(Sample.FEATURES, Sample.LABELS), 2)) {
      var channel = live.channel();
      Sample.names(CLIENTS)
          .forEach(name -> live.launch(live.node(name, ClientListener.NONE, channel)));
      return LiveRun.soon(live.train(plan, EvaluateClients.NEVER)).stream()
          .map(RoundReport::digest)
          .toList();
    }
  }

  /** Every row of every table, and what is peculiar to some. */
  static Stream<Arguments> algorithms() {
    Stream<Arguments> strategies =
        Strategies.CHOICES.all().stream()
            .map(row -> row.example().toString())
            .map(name -> arguments("linear", name, "mean", weights(name)));
    Stream<Arguments> aggregators =
        Aggregators.CHOICES.all().stream()
            .map(row -> arguments("linear", "fedavg", row.example().toString(), "uniform"));
    Stream<Arguments> heads =
        Models.CHOICES.all().stream()
            .map(row -> arguments(row.example().toString(), "fedavgm", "mean", "examples"));
    Stream<Arguments> more =
        Stream.of(
            arguments("linear", "fedadam:0.01,0.9,0.99,0.001", "mean", "uniform"),
            arguments("mlp:6,5", "scaffold", "mean", "uniform"));
    return Stream.of(strategies, aggregators, heads, more).flatMap(all -> all);
  }

  private static String weights(String strategy) {
    Set<Need> needs = Strategies.CHOICES.parse(strategy).needs();
    return needs.contains(Need.UNIFORM_WEIGHTS) ? "uniform" : "examples";
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("algorithms")
  void sameDigestsOverEveryRoad(String head, String strategy, String aggregator, String weights)
      throws Exception {
    List<String> expected =
        inMemory(plan(head, strategy, aggregator, weights, null).build(), Runnable::run);
    Strategy algorithm = Strategies.CHOICES.parse(strategy);
    assertThat(expected).hasSize(algorithm.rounds().orElse(ROUNDS));
    if (!algorithm.needs().contains(Need.EVERYBODY)) { // others have rounds that prepare a step
      assertThat(expected).doesNotHaveDuplicates();
    }
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      assertThat(inMemory(plan(head, strategy, aggregator, weights, null).build(), two))
          .isEqualTo(expected);
    } finally {
      two.shutdownNow();
    }
    assertThat(overSockets(plan(head, strategy, aggregator, weights, null))).isEqualTo(expected);
    if (!Aggregators.CHOICES.parse(aggregator).needsSingleUpdates()) {
      Masking masking = new Masking(3, 0.1, 0.1);
      List<String> open =
          inMemory(plan(head, strategy, aggregator, "uniform", null).build(), Runnable::run);
      assertThat(
              inMemory(plan(head, strategy, aggregator, "uniform", masking).build(), Runnable::run))
          .isEqualTo(open);
      assertThat(overSockets(plan(head, strategy, aggregator, "uniform", masking))).isEqualTo(open);
    }
  }

  /** Every row of the table, with every strategy that it goes with. */
  static Stream<Arguments> compressions() {
    return Compressions.CHOICES.all().stream()
        .map(row -> row.example().toString())
        .filter(name -> !name.equals("none"))
        .flatMap(
            name ->
                Strategies.CHOICES.all().stream()
                    .map(row -> arguments(row.example().toString(), name)))
        .filter(
            pair ->
                fits((String) pair.get()[0], Compressions.CHOICES.parse((String) pair.get()[1])));
  }

  private static boolean fits(String strategy, Compression compression) {
    try {
      compressed(strategy, compression, null).build();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static RunBuilder compressed(
      String strategy, Compression compression, @Nullable Masking masking) {
    String weights = masking == null ? weights(strategy) : "uniform";
    return plan("linear", strategy, "mean", weights, masking).compression(compression);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("compressions")
  void sameDigestsOverEveryRoadWhereUpdatesAreCompressed(String strategy, String name)
      throws Exception {
    Compression compression = Compressions.CHOICES.parse(name);
    List<String> expected =
        inMemory(compressed(strategy, compression, null).build(), Runnable::run);
    assertThat(expected)
        .isNotEqualTo(
            inMemory(compressed(strategy, Uncompressed.NONE, null).build(), Runnable::run));
    assertThat(overSockets(compressed(strategy, compression, null))).isEqualTo(expected);
    if (compression instanceof RandomK) {
      Masking masking = new Masking(3, 0.1, 0.1);
      List<String> open =
          inMemory(
              plan("linear", strategy, "mean", "uniform", null).compression(compression).build(),
              Runnable::run);
      assertThat(inMemory(compressed(strategy, compression, masking).build(), Runnable::run))
          .isEqualTo(open);
      assertThat(overSockets(compressed(strategy, compression, masking))).isEqualTo(open);
    }
  }
}
