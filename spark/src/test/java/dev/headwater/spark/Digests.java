package dev.headwater.spark;

import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.compression.Compressions;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.rounds.Cohort;
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
import dev.headwater.learning.training.Hyperparameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Small runs, and the digest of the parameters after each of their rounds. */
final class Digests {
  static final int CLIENTS = 8;

  private static final int WIDTH = 8;
  private static final int CLASSES = 3;
  private static final Model MODEL = new LinearModel(CLASSES, WIDTH);

  private Digests() {}

  static SortedMap<String, ClientExamples> clients() {
    return Samples.clients(CLIENTS, WIDTH, CLASSES);
  }

  /** Every strategy of the table, every aggregator and compression under the first one, by name. */
  static Map<String, RunSettings> everyAlgorithm() {
    Map<String, RunSettings> runs = new LinkedHashMap<>();
    for (var row : Strategies.CHOICES.all()) {
      runs.put(row.example().toString(), strategy(row.example().toString()).build());
    }
    for (var row : Aggregators.CHOICES.all()) {
      String name = row.example().toString();
      runs.put(
          name,
          strategy("fedavg")
              .aggregator(Aggregators.CHOICES.parse(name))
              .summing(new Summing(new Weighting.Uniform(), 64))
              .build());
    }
    for (var row : Compressions.CHOICES.all()) {
      String name = row.example().toString();
      runs.put(name, strategy("fedavg").compression(Compressions.CHOICES.parse(name)).build());
    }
    return runs;
  }

  /** One of every kind: sums, adaptive steps, memory, a head of one's own, statistics, updates. */
  static Map<String, RunSettings> someAlgorithms() {
    Map<String, RunSettings> runs = everyAlgorithm();
    runs.keySet()
        .removeIf(
            name ->
                !name.matches(
                    "(fedavg|fedavgm|fedprox|fedadam|fednova|scaffold|ditto|fed3r|lda|krum|int8|top-k)(:.*)?"));
    return runs;
  }

  static RunBuilder strategy(String name) {
    Strategy algorithm = Strategies.CHOICES.parse(name);
    boolean uniform = algorithm.needs().contains(Need.UNIFORM_WEIGHTS);
    return RunSettings.of(MODEL, CLIENTS)
        .strategy(algorithm)
        .rounds(2)
        .cohort(
            algorithm.needs().contains(Need.EVERYBODY)
                ? new CohortSize.All()
                : new CohortSize.Count(7))
        .hyper(new Hyperparameters(2, 4, 0.1, 0, 0, 0))
        .summing(uniform ? new Summing(new Weighting.Uniform(), 64) : Summing.DEFAULT)
        .scoring(EvaluateClients.LAST_ROUND)
        .seed(12);
  }

  static List<String> inMemory(RunSettings settings, SortedMap<String, ClientExamples> clients)
      throws InterruptedException {
    return of(settings, new LocalCohort(clients));
  }

  /** The digests, and in the end what the clients scored. */
  static List<String> of(RunSettings settings, Cohort cohort) throws InterruptedException {
    List<String> digests = new ArrayList<>();
    new Federation(settings, cohort, report -> digests.add(line(report))).run();
    return digests;
  }

  private static String line(RoundReport report) {
    return "%s %d up %d down %d examples %s %s"
        .formatted(
            report.digest(),
            report.aggregate().bytesUp(),
            report.aggregate().bytesDown(),
            report.aggregate().numExamples(),
            report.aggregate().trainLoss(),
            report.clients() + " " + report.personal());
  }
}
