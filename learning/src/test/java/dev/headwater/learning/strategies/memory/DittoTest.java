package dev.headwater.learning.strategies.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.evaluation.EvaluateClients;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategies.Hand;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategies.stages.Standardised;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.Scaling;
import dev.headwater.learning.work.LocalInput;
import dev.headwater.learning.work.LocalResult;
import dev.headwater.learning.work.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DittoTest {
  private static LocalResult perform(Sgd work, NamedVectors memory) {
    return work.perform(
        new LocalInput(
            Hand.MODEL,
            Hand.ZEROS,
            NamedVectors.NONE,
            Hand.examples(0, 0), // no weight has a gradient of its own, only biases learn
            Examples.none(1),
            memory,
            KeyedRandom.of(1, 1, "ann", Purpose.SHUFFLE),
            null,
            purpose -> {
              throw new AssertionError("nobody asked for noise");
            }));
  }

  /**
   * Li et al. 2021, algorithm 1: two steps at rate 0.5, lambda 0.25, x = 0, v = 1 in the first
   * weight, whose gradient is lambda (v - x).
   *
   * <pre>
   * v = 1 - 0.5 * 0.25 = 0.875        v = 0.875 - 0.5 * 0.25 * 0.875 = 0.765625
   * </pre>
   */
  @Test
  void personalHeadIsPulledTowardsTheGlobalParameters() {
    Sgd work = new Sgd(new Hyperparameters(2, 1, 0.5, 0, 0, 0.25), Sgd.Form.PERSONAL);
    NamedVectors memory = NamedVectors.owning(Map.of(Sgd.PERSONAL, Hand.floats(1, -2, 0, 0)));
    float[] next = perform(work, memory).memory().get(Sgd.PERSONAL);
    assertThat(next[0]).isEqualTo(0.765625f);
    assertThat(next[1]).isEqualTo(-1.53125f);
    assertThat(memory.get(Sgd.PERSONAL)).containsExactly(1, -2, 0, 0);
  }

  /** From x itself, a lambda of 0 and the same single step: the personal head is the local one. */
  @Test
  void firstPersonalHeadStartsFromTheGlobalParameters() {
    LocalResult result =
        perform(
            new Sgd(new Hyperparameters(1, 1, 0.5, 0, 0, 0), Sgd.Form.PERSONAL), NamedVectors.NONE);
    float[] delta = ((Values.Reals) result.vectors().get(0)).values();
    assertThat(delta).containsExactly(0, 0, 0.25f, -0.25f);
    assertThat(result.memory().get(Sgd.PERSONAL)).containsExactly(0, 0, 0.25f, -0.25f);
  }

  @Test
  void nothingButTheDeltaOfFedAvgIsUploaded() {
    Sgd plain = new Sgd(new Hyperparameters(3, 1, 0.5, 0.5, 0.1, 0));
    Sgd ditto = new Sgd(plain.hyper().withProximalMu(0.25), Sgd.Form.PERSONAL);
    NamedVectors memory = NamedVectors.owning(Map.of(Sgd.PERSONAL, Hand.floats(1, -2, 0, 0)));
    LocalResult result = perform(ditto, memory);
    assertThat(result.vectors()).hasSize(1);
    assertThat(result.scalars()).isEmpty();
    assertThat(((Values.Reals) result.vectors().get(0)).values())
        .isEqualTo(((Values.Reals) perform(plain, memory).vectors().get(0)).values());
  }

  private static RunSettings settings(Strategy strategy) {
    return RunSettings.of(new LinearModel(3, 6), 6)
        .strategy(strategy)
        .rounds(6)
        .cohort(new CohortSize.Count(3))
        .hyper(new Hyperparameters(2, 3, 0.1, 0.5, 0, 0))
        .build();
  }

  @Test
  void globalParametersAreThoseOfFedAvg() throws InterruptedException {
    LocalCohort cohort = new LocalCohort(Samples.clients(6, 6, 3));
    assertThat(new Federation(settings(new Ditto(0.3)), cohort).run().parameters())
        .isEqualTo(new Federation(settings(new FedAvg()), cohort).run().parameters());
  }

  /** The head is of features less 3, halved: so are the ones that it is scored on. */
  @Test
  void personalHeadOfStandardisedFeaturesIsScoredOnStandardisedOnes() throws InterruptedException {
    float[] mean = new float[6];
    float[] scale = new float[6];
    Arrays.fill(mean, 3);
    Arrays.fill(scale, 0.5f);
    Scaling scaling = new Scaling(mean, scale);
    InMemory memory = new InMemory();
    SortedMap<String, ClientExamples> clients = Samples.clients(6, 6, 3);
    RunSettings settings = settings(new Standardised(new Ditto(0.3), scaling));
    List<RoundReport> reports = new ArrayList<>();
    ServerState end =
        new Federation(
                settings.but().scoring(EvaluateClients.LAST_ROUND).build(),
                new LocalCohort(clients, Runnable::run, memory, null),
                reports::add)
            .run();
    SortedMap<String, Evaluation> scores = reports.get(5).personal();
    assertThat(scores.keySet()).isEqualTo(end.counted().keySet());
    scores.forEach(
        (client, score) -> {
          NamedVectors kept = memory.load(client, end.counted().getOrDefault(client, 0));
          Examples heldOut = Objects.requireNonNull(clients.get(client)).heldOut();
          LinearModel model = new LinearModel(3, 6);
          Parameters own = Parameters.copyOf(model.layout(), kept.get(Sgd.PERSONAL));
          assertThat(score).isEqualTo(model.score(own, heldOut.scaled(scaling)));
          assertThat(score).isNotEqualTo(model.score(own, heldOut));
        });
  }

  /**
   * With lambda = 1 / (2 eta) and 30 rounds a head ends near x; with lambda 0 it goes its own way.
   */
  @Test
  void largerWeightsKeepPersonalHeadsNearerToTheGlobalOne() throws InterruptedException {
    assertThat(distance(5)).isLessThan(0.5 * distance(0));
  }

  private static double distance(double lambda) throws InterruptedException {
    InMemory memory = new InMemory();
    LocalCohort cohort = new LocalCohort(Samples.clients(6, 6, 3), Runnable::run, memory, null);
    ServerState end =
        new Federation(settings(new Ditto(lambda)).but().rounds(30).build(), cohort).run();
    double sum = 0;
    for (Map.Entry<String, Integer> client : end.counted().entrySet()) {
      float[] own = memory.load(client.getKey(), client.getValue()).get(Sgd.PERSONAL);
      for (int j = 0; j < own.length; j++) {
        sum += Math.abs(own[j] - end.parameters().get(j));
      }
    }
    return sum;
  }

  @Test
  void personalHeadThatDivergesIsRefused() {
    Sgd work = new Sgd(new Hyperparameters(200, 1, 1e30, 0, 0, 1e30), Sgd.Form.PERSONAL);
    NamedVectors memory = NamedVectors.owning(Map.of(Sgd.PERSONAL, Hand.floats(1, -2, 0, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> perform(work, memory))
        .withMessageStartingWith("personal head: ")
        .withMessageContaining("lower --lr");
  }

  private static RunSettings promised(Strategy strategy) {
    Promise promise =
        new Promise(
            new Mechanism.Central(),
            0.5,
            1,
            1e-3,
            Double.POSITIVE_INFINITY,
            AccountantKind.RDP,
            1,
            null,
            false);
    return settings(strategy)
        .but()
        .summing(new Summing(new Weighting.Uniform(), 64))
        .promise(promise)
        .build();
  }

  private static Parameters run(RunSettings settings, List<Aggregate> sums)
      throws InterruptedException {
    return new Federation(
            settings,
            entry -> {},
            List.of(),
            new LocalCohort(Samples.clients(6, 6, 3)),
            null,
            List.of(report -> sums.add(report.aggregate())),
            () -> 0)
        .run()
        .parameters();
  }

  @Test
  void underAPromiseTheGlobalParametersAreThoseOfFedAvgAndNothingElseIsSummed()
      throws InterruptedException {
    List<Aggregate> sums = new ArrayList<>();
    Parameters ditto = run(promised(new Ditto(0.3)), sums);
    assertThat(ditto).isEqualTo(run(promised(new FedAvg()), new ArrayList<>()));
    assertThat(sums)
        .hasSize(6)
        .allSatisfy(
            sum -> {
              assertThat(sum.schema().vectors())
                  .extracting(SumSchema.Vector::name)
                  .containsExactly(Sgd.DELTA);
              assertThat(sum.schema().slots()).hasSize(SumSchema.USUAL_SLOTS);
            });
  }

  @Test
  void underAPromiseNoScoresArePersonalOrOtherwiseAskedFor() {
    RunSettings promised = promised(new Ditto(0.3));
    for (EvaluateClients when : List.of(EvaluateClients.EVERY_ROUND, EvaluateClients.LAST_ROUND)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> promised.but().scoring(when).build())
          .withMessageContaining("scores on the clients' own pictures with a privacy guarantee");
    }
  }

  @Test
  void proximalTermOfTheRunIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                settings(new Ditto(0.1))
                    .but()
                    .hyper(new Hyperparameters(1, 1, 0.1, 0, 0, 0.2))
                    .build())
        .withMessageStartingWith("strategy: ditto:0.1 with proximal mu 0.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ditto", "ditto:-1", "ditto:NaN", "ditto:Infinity", "ditto:1,1"})
  void weightsOutsideTheirRangeAreRefused(String spec) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.CHOICES.parse(spec))
        .withMessageStartingWith("strategy: ditto")
        .withMessageContaining("expected: ");
  }
}
