package dev.headwater.coordinator;

import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategy.LearningRate;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
        false,
        "linear",
        "memory-1");
  }

  public static CoordinatorConfig config(int minClients, int quorum) {
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

  public static RunBuilder plan(int rounds, CohortSize cohort) {
    return plan(new LinearModel(3, FEATURES), rounds, cohort);
  }

  public static RunBuilder plan(Model model, int rounds, CohortSize cohort) {
    return RunSettings.of(model, 1000)
        .rounds(rounds)
        .cohort(cohort)
        .hyper(new Hyperparameters(2, 8, 0.1, 0.9, 1e-4, 0.01))
        .learningRate(LearningRate.COSINE)
        .seed(7);
  }

  /** All clients with weight 1, summed in integers of {@code ringBits}, masked or not. */
  public static RunBuilder uniform(int rounds, int ringBits, @Nullable Masking masking) {
    return plan(rounds, new CohortSize.All())
        .summing(new Summing(new Weighting.Uniform(), ringBits))
        .masking(masking);
  }

  public static List<String> names(int clients) {
    List<String> names = new ArrayList<>();
    for (int k = 0; k < clients; k++) {
      names.add("client-" + k);
    }
    return names;
  }

  /** 20 to 29 examples, 5 held out; labels are two of three, so that the run's are a union. */
  public static PreparedData data(String client, int features) {
    KeyedRandom random = KeyedRandom.of(3, 0, client, Purpose.PARTITION);
    int missing = random.nextInt(3);
    return new PreparedData(
        DIGEST,
        examples(random, 20 + random.nextInt(10), features, missing),
        examples(random, 5, features, missing),
        new DataIdentity("", "/data/" + client));
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

  public static Examples indexed(LabelledFeatures data) {
    int[] labels = data.labels().stream().mapToInt(LABELS::indexOf).toArray();
    return data.examples().relabelled(labels);
  }

  /** The plain loop that every transport must agree with. */
  public static LocalCohort memoryCohort(Map<String, PreparedData> clients) {
    SortedMap<String, ClientExamples> examples = new TreeMap<>();
    clients.forEach(
        (name, data) ->
            examples.put(name, new ClientExamples(indexed(data.train()), indexed(data.heldOut()))));
    return new LocalCohort(examples);
  }

  /** Under noise of the coordinator's, with sampling. */
  public static RoundTask secretTask() {
    SortedMap<String, Integer> population = new TreeMap<>();
    population.put("a", 1);
    population.put("b", 1);
    var clipped = new ClientPrivacy(1, ClientPrivacy.NoisePlace.NONE, 0, false);
    RunSettings settings = uniform(1, 64, null).build();
    return settings.task(
        1, settings.start(), population, new Instruction(clipped, null, 0, 0, true));
  }
}
