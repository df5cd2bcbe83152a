package dev.headwater.simulations.process;

import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategies.memory.Scaffold;
import dev.headwater.learning.strategy.LearningRate;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.proto.BackboneDescription;
import dev.headwater.proto.RunDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What all processes know of the run: it follows from the clients' names. */
final class SmallRun {
  static final int CLIENTS = 5;
  private static final int FEATURES = 8;
  private static final int EXAMPLES = 20;
  private static final String DIGEST = "cd".repeat(32);
  private static final List<String> LABELS = List.of("cat", "dog");

  private SmallRun() {}

  static RunDescription description() {
    return new RunDescription(
        "run-of-processes",
        "test",
        LABELS,
        32,
        List.of(0f, 0f, 0f),
        List.of(1f, 1f, 1f),
        new BackboneDescription(DIGEST, "sample", FEATURES, false),
        0,
        7,
        false,
        "linear",
        "memory-1");
  }

  /** Five clients, of whom three open a secret. */
  static RunSettings settings(int rounds) {
    return RunSettings.of(new LinearModel(LABELS.size(), FEATURES), CLIENTS)
        .rounds(rounds)
        .hyper(new Hyperparameters(1, 8, 0.1, 0, 0, 0))
        .learningRate(LearningRate.COSINE)
        .seed(7)
        .summing(new Summing(new Weighting.Uniform(), 32))
        .masking(new Masking(3, 0.2, 0))
        .build();
  }

  /** The same in the open. */
  static RunSettings openSettings(int rounds) {
    return settings(rounds)
        .but()
        .masking(null)
        .summing(new Summing(new Weighting.Uniform(), Long.SIZE))
        .build();
  }

  /** In the open, with control variates that clients keep from round to round. */
  static RunSettings rememberingSettings(int rounds) {
    return openSettings(rounds).but().strategy(new Scaffold(1)).build();
  }

  /** The parameters after every round, if each had summed its contributors in the open. */
  static List<String> replayed(RunSettings settings, List<RoundReport> rounds) {
    ServerState state = settings.start();
    List<String> digests = new ArrayList<>();
    for (RoundReport round : rounds) {
      if (round.aggregate().hasSum()) {
        SortedMap<String, Integer> population = new TreeMap<>();
        round.task().cohort().forEach(name -> population.put(name, examples(name).size()));
        RoundTask task = settings.task(round.round(), state, population, Instruction.NONE);
        var gathering = new Gathering(task);
        for (String name : round.aggregate().contributors()) {
          gathering.offer(Tasks.contribute(name, examples(name), task.train()));
        }
        state = settings.strategy().update(state, task, gathering.close(0, 0));
      }
      digests.add(state.parameters().digest());
    }
    return digests;
  }

  static PreparedData data(String client) {
    KeyedRandom random = KeyedRandom.of(11, 0, client, Purpose.PARTITION);
    float[] values = new float[EXAMPLES * FEATURES];
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      int label = random.nextInt(2);
      labels.add(LABELS.get(label));
      for (int j = 0; j < FEATURES; j++) {
        values[i * FEATURES + j] = (float) random.nextGaussian() + (j % 2 == label ? 1 : 0);
      }
    }
    return new PreparedData(
        DIGEST,
        new LabelledFeatures(values, labels, FEATURES),
        LabelledFeatures.none(FEATURES),
        DataIdentity.SIMULATED);
  }

  static Examples examples(String client) {
    LabelledFeatures train = data(client).train();
    return train.examples().relabelled(train.labels().stream().mapToInt(LABELS::indexOf).toArray());
  }
}
