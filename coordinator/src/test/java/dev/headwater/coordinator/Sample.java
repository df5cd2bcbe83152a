package dev.headwater.coordinator;

import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategy.LearningRate;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.softmax.Scoring;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Small runs for tests: made-up clients whose data depends on their names alone. */
public final class Sample {
  public static final int FEATURES = 16;
  public static final String DIGEST = "ab".repeat(32);
  public static final List<String> LABELS = List.of("cat", "dog", "fox");

  private Sample() {}

  public static RunDescription run(int features, List<String> labels) {
    return new RunDescription(
        "run-1",
        "test",
        labels,
        32,
        List.of(0.5f, 0.5f, 0.5f),
        List.of(0.25f, 0.25f, 0.25f),
        new BackboneDescription(DIGEST, "sample", features, false),
        0.2,
        7,
        false);
  }

  static CoordinatorConfig config(int minClients, int quorum) {
    return new CoordinatorConfig(
        "127.0.0.1:0",
        -1,
        minClients,
        quorum,
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        null,
        null);
  }

  static Plan plan(int rounds, CohortSize cohort) {
    return new Plan(
        rounds,
        cohort,
        new Hyperparameters(2, 8, 0.1, 0.9, 1e-4, 0.01),
        LearningRate.COSINE,
        Plan.DEFAULT_MAX_DELTA,
        7);
  }

  static List<String> names(int clients) {
    List<String> names = new ArrayList<>();
    for (int k = 0; k < clients; k++) {
      names.add("client-" + k);
    }
    return names;
  }

  /** 20 to 29 examples, 5 held out; labels are two of three, so that the run's are a union. */
  static PreparedData data(String client, int features) {
    KeyedRandom random = KeyedRandom.of(3, 0, client, Purpose.PARTITION);
    int missing = random.nextInt(3);
    return new PreparedData(
        DIGEST,
        examples(random, 20 + random.nextInt(10), features, missing),
        examples(random, 5, features, missing));
  }

  private static LabelledFeatures examples(
      KeyedRandom random, int count, int features, int missing) {
    float[] values = new float[count * features];
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = (missing + 1 + random.nextInt(2)) % 3;
      labels.add(LABELS.get(label));
      // Beyond this many features the rest are 0: tests of large heads must not wait for noise.
      for (int j = 0; j < Math.min(features, 1000); j++) {
        values[i * features + j] = (float) random.nextGaussian() + (j % 3 == label ? 1 : 0);
      }
    }
    return new LabelledFeatures(values, labels, features);
  }

  static Examples indexed(LabelledFeatures data) {
    int[] labels = data.labels().stream().mapToInt(LABELS::indexOf).toArray();
    return new Examples(data.features(), labels, data.width());
  }

  /** The plain loop that every transport must agree with. */
  record MemoryCohort(Map<String, PreparedData> clients) implements Cohort {
    @Override
    public SortedMap<String, Integer> population(int round) {
      SortedMap<String, Integer> population = new TreeMap<>();
      clients.forEach((name, data) -> population.put(name, data.train().size()));
      return population;
    }

    @Override
    public Aggregate gather(RoundTask task) {
      var gathering = new Gathering(task);
      for (String client : task.cohort()) {
        gathering.offer(
            FedAvg.contribute(
                client,
                indexed(Objects.requireNonNull(clients.get(client)).train()),
                task.train()));
      }
      return gathering.close(0, 0);
    }

    @Override
    public SortedMap<String, Evaluation> evaluate(int round, Parameters parameters) {
      SortedMap<String, Evaluation> scores = new TreeMap<>();
      clients.forEach(
          (name, data) -> scores.put(name, Scoring.evaluate(parameters, indexed(data.heldOut()))));
      return scores;
    }
  }
}
