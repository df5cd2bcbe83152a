package dev.headwater.learning.strategies.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.MlpModel;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunBuilder;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.strategies.memory.Scaffold;
import dev.headwater.learning.strategies.optimisers.FedAvgM;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.Scaling;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Stages in front of a strategy: a common scale, and a head to start from. */
class StagesTest {
  private static final LinearModel MODEL = new LinearModel(3, 8);
  private static final SortedMap<String, ClientExamples> CLIENTS = Samples.clients(5, 8, 3);

  private static RunSettings settings(Strategy strategy, int rounds) {
    boolean uniform = strategy.spec().name().equals("scaffold");
    return RunSettings.of(MODEL, CLIENTS.size())
        .strategy(strategy)
        .rounds(rounds)
        .cohort(new CohortSize.Count(3))
        .hyper(new Hyperparameters(2, 4, 0.05, 0, 0, 0))
        .summing(uniform ? new Summing(new Weighting.Uniform(), 64) : Summing.DEFAULT)
        .build();
  }

  private static List<RoundReport> run(RunSettings settings) throws InterruptedException {
    List<RoundReport> reports = new ArrayList<>();
    new Federation(settings, new LocalCohort(CLIENTS), reports::add).run();
    return reports;
  }

  private static Evaluation score(Parameters head) {
    Evaluation all = Evaluation.empty(3);
    for (ClientExamples client : CLIENTS.values()) {
      all = all.plus(MODEL.score(head, client.train()));
    }
    return all;
  }

  /** What a whole data set in one place gives. */
  private static Scaling central() {
    double[] sum = new double[8];
    double[] squares = new double[8];
    int n = 0;
    for (ClientExamples client : CLIENTS.values()) {
      Examples examples = client.train();
      for (int i = 0; i < examples.size(); i++, n++) {
        for (int j = 0; j < 8; j++) {
          double x = examples.matrix()[i * 8 + j];
          sum[j] += x;
          squares[j] += x * x;
        }
      }
    }
    float[] mean = new float[8];
    float[] scale = new float[8];
    double all = 0;
    for (int j = 0; j < 8; j++) {
      all += squares[j] / n - sum[j] / n * (sum[j] / n);
    }
    for (int j = 0; j < 8; j++) {
      double variance = squares[j] / n - sum[j] / n * (sum[j] / n);
      mean[j] = (float) (sum[j] / n);
      scale[j] = (float) (1 / Math.sqrt(variance + Standardised.FLOOR * all / 8));
    }
    return new Scaling(mean, scale);
  }

  @Test
  void firstRoundAsksEveryClientForMomentsWhateverTheCohort() throws InterruptedException {
    List<RoundReport> reports = run(settings(new Standardised(new FedAvg(), null), 3));
    assertThat(reports.get(0).task().cohort()).hasSize(5);
    assertThat(reports.get(0).task().train().work().name()).isEqualTo("feature-moments");
    assertThat(reports.get(1).task().cohort()).hasSize(3);
    assertThat(reports.get(1).task().train().work().name()).isEqualTo("sgd");
  }

  @Test
  void federatedScaleIsThatOfAllExamplesInOnePlace() throws InterruptedException {
    List<RoundReport> reports = run(settings(new Standardised(new FedAvg(), null), 2));
    var sent = reports.get(1).task().train().broadcast();
    assertThat(sent.get(Scaling.MEAN))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(central().mean());
    assertThat(sent.get(Scaling.SCALE))
        .usingComparatorWithPrecision(1e-4f)
        .containsExactly(central().scale());
  }

  /** Training on scaled examples and folding is the same as what the stage does. */
  @Test
  void givenScaleTrainsAsOnScaledExamplesAndTheHeadIsFoldedBack() throws InterruptedException {
    Scaling scaling = central();
    List<RoundReport> reports = run(settings(new Standardised(new FedAvg(), scaling), 3));
    SortedMap<String, ClientExamples> scaled = new TreeMap<>();
    CLIENTS.forEach(
        (name, client) -> scaled.put(name, new ClientExamples(client.train().scaled(scaling))));
    ServerState end = new Federation(settings(new FedAvg(), 3), new LocalCohort(scaled)).run();
    assertThat(reports).hasSize(3);
    assertThat(reports.get(2).parameters()).isEqualTo(scaling.fold(end.parameters()));
    Evaluation own = score(reports.get(2).parameters());
    assertThat(own.loss()).isLessThan(score(MODEL.initial(1)).loss());
  }

  @Test
  void strategyWithMemoryIsResumedToTheBitsOfTheUninterruptedRun() throws InterruptedException {
    for (Strategy inner : List.of(new Scaffold(1), new FedAvgM(0.9))) {
      Strategy strategy =
          new WarmStart(new Fed3R(null), new Standardised(inner, null), Fed3R.LOGIT_SCALE);
      RunSettings whole = settings(strategy, 7);
      ServerState expected = new Federation(whole, new LocalCohort(CLIENTS)).run();
      for (int cut = 1; cut < 7; cut++) {
        ClientMemory memory = new InMemory();
        LocalCohort cohort = new LocalCohort(CLIENTS, Runnable::run, memory, null);
        ServerState state = new Federation(settings(strategy, cut), cohort).run();
        assertThat(new Federation(whole, cohort).run(state, cut + 1))
            .as("%s cut after round %d", inner.spec(), cut)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void warmStartBeginsWithTheScaledHeadOfTheFirstAndAsksEverybodyUntilThen()
      throws InterruptedException {
    Strategy strategy = new WarmStart(new Fed3R(2.0), new FedAvg(), 8);
    List<RoundReport> reports = run(settings(strategy, 3));
    RunSettings alone = RunSettings.of(MODEL, 5).strategy(new Fed3R(2.0)).build();
    float[] ridge = new Federation(alone, new LocalCohort(CLIENTS)).run().parameters().toArray();
    float[] start = reports.get(0).parameters().toArray();
    for (int j = 0; j < start.length; j++) {
      assertThat(start[j]).isCloseTo(8 * ridge[j], within(1e-5f));
    }
    assertThat(reports.get(0).task().cohort()).hasSize(5);
    assertThat(reports.get(1).task().cohort()).hasSize(3);
    assertThat(reports.get(1).task().train().parameters()).isEqualTo(reports.get(0).parameters());
  }

  /** A head to start from need not be the best one. */
  @Test
  void warmStartGoesOnWithAUsualPenaltyIfNobodyHoldsOutAnything() throws InterruptedException {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    CLIENTS.forEach((name, client) -> clients.put(name, new ClientExamples(client.train())));
    List<RoundReport> reports = new ArrayList<>();
    Strategy strategy = new WarmStart(new Fed3R(null), new FedAvg(), 8);
    new Federation(settings(strategy, 4), new LocalCohort(clients), reports::add).run();
    assertThat(reports).hasSize(4);
    float[] ridge = reports.get(0).parameters().toArray();
    float[] start = reports.get(1).parameters().toArray();
    for (int j = 0; j < start.length; j++) {
      assertThat(start[j]).isCloseTo(8 * ridge[j], within(1e-5f));
    }
    assertThat(score(reports.get(3).parameters()).accuracy()).isGreaterThan(0.9);
  }

  @Test
  void masksOfCohortsOfAPartLeaveNoRoundOfEverybody() {
    Summing uniform = new Summing(new Weighting.Uniform(), 64);
    for (Strategy strategy :
        new Strategy[] {
          new Standardised(new FedAvg(), null), new WarmStart(new Fed3R(1.0), new FedAvg(), 1)
        }) {
      RunBuilder run = settings(strategy, 3).but().summing(uniform).masking(new Masking(2, 0, 0));
      assertThatIllegalArgumentException()
          .isThrownBy(run::build)
          .withMessageContaining("secure aggregation: cohorts of a part, and a round of ")
          .withMessageContaining("expected: every client in every round");
      assertThat(run.cohort(new CohortSize.All()).build().masking()).isNotNull();
    }
  }

  @Test
  void stagesThatCannotBeAreRefusedInWords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WarmStart(new FedAvg(), new FedAvg(), 1))
        .withMessageContaining("start: fedavg (expected: a strategy that ends by itself");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RunSettings.of(MODEL, 5).strategy(new Standardised(new Fed3R(1.0), null)).build())
        .withMessageContaining("standardise: with strategy fed3r:1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RunSettings.of(new MlpModel(3, 8, List.of(4)), 5)
                    .strategy(new Standardised(new FedAvg(), null))
                    .build())
        .withMessageContaining("standardise: with head mlp:4 (expected: none, or head linear");
    Scaling public8 = central();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RunSettings.of(new MlpModel(3, 8, List.of(4)), 5)
                    .strategy(new Standardised(new FedAvg(), public8))
                    .build())
        .withMessageContaining("standardise: with head mlp:4");
    Scaling narrow = new Scaling(new float[3], new float[3]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(new Standardised(new FedAvg(), narrow), 3))
        .withMessageContaining("3 features (expected: 8");
  }
}
