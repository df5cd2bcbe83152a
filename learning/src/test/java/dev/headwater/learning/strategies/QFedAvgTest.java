package dev.headwater.learning.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.aggregation.robust.TrimmedMean;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.QuorumNotMetException;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.LocalInput;
import dev.headwater.learning.work.LocalResult;
import dev.headwater.learning.work.Sgd;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QFedAvgTest {
  private static final QFedAvg FAIR = new QFedAvg(2);

  /** Vectors 3 and 5, h 2 and 6: w += (3 + 5) / (2 + 6) = 1. */
  @Test
  void stepIsTheSumOfVectorsOverTheSumOfCurvatures() {
    ServerState start = FAIR.start(Hand.MODEL, Hand.ZEROS);
    RoundTask task = Hand.task(1, FAIR, start, 2, "ann", "bob");
    ServerState next =
        Hand.round(
            FAIR,
            start,
            task,
            Hand.contribution("ann", 1, 1, List.of(Hand.floats(3, 0, -1, 0.5)), 2.0),
            Hand.contribution("bob", 1, 1, List.of(Hand.floats(5, 0, 1, 0.5)), 6.0));
    assertThat(next.parameters().toArray()).containsExactly(1, 0, 0, 0.125f);
  }

  @Test
  void roundWithoutLossMovesNothing() {
    ServerState start = FAIR.start(Hand.MODEL, Hand.ZEROS);
    RoundTask task = Hand.task(1, FAIR, start, 1, "ann");
    ServerState next =
        Hand.round(FAIR, start, task, Hand.contribution("ann", 1, 1, List.of(new float[4]), 0.0));
    assertThat(next).isEqualTo(start);
  }

  private static LocalResult perform(double q, Parameters at, double rate, Examples examples) {
    return new Sgd(new Hyperparameters(1, 1, rate, 0, 0, 0), Sgd.Form.FAIR, q)
        .perform(
            new LocalInput(
                Hand.MODEL,
                at,
                NamedVectors.NONE,
                examples,
                Examples.none(1),
                NamedVectors.NONE,
                KeyedRandom.of(1, 1, "ann", Purpose.SHUFFLE),
                null,
                purpose -> {
                  throw new AssertionError("nobody asked for noise");
                }));
  }

  private static float[] vector(LocalResult result) {
    return ((Values.Reals) result.vectors().get(0)).values();
  }

  /**
   * Li et al. 2020, algorithm 2. One step at rate 0.25 on x = 1 of class 0 from zero: F = log 2,
   * the gradient is (-0.5, 0.5, -0.5, 0.5), so L d = -gradient, |L d|^2 = 1, L = 4.
   *
   * <pre>
   * q = 2:    vector F^2 0.5        h = 2 F * 1 + 4 F^2
   * q = 0.5:  vector F^0.5 0.5      h = 0.5 F^-0.5 * 1 + 4 F^0.5
   * </pre>
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1, 2, 10})
  void clientUploadsItsGradientAndCurvatureTimesPowersOfItsLoss(double q) {
    LocalResult result = perform(q, Hand.ZEROS, 0.25, Hand.examples(0, 1));
    double f = Math.log(2);
    double factor = Math.pow(f, q);
    double h = q * Math.pow(f, q - 1) * 1 + 4 * factor;
    assertThat(result.scalars().get(0)).isCloseTo(h, within(1e-8));
    float half = (float) (factor * 0.5);
    assertThat(vector(result)[0]).isCloseTo(half, within(1e-7f));
    assertThat(vector(result)[1]).isCloseTo(-half, within(1e-7f));
    assertThat(vector(result)[2]).isCloseTo(half, within(1e-7f));
  }

  /** A margin of 200 has the loss 0 and no gradient: F counts as 1e-10, and h = L F^q. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void clientWithoutLossGivesFiniteNumbers(double q) {
    Parameters sure = Parameters.owning(Hand.MODEL.layout(), Hand.floats(100, -100, 0, 0));
    LocalResult result = perform(q, sure, 0.25, Hand.examples(0, 1));
    double h = 4 * Math.pow(1e-10, q);
    assertThat(result.scalars().get(0)).isCloseTo(h, within(1e-8 * h));
    assertThat(vector(result)).containsOnly(0);
  }

  private static RunSettings settings(Strategy strategy, int clients) {
    return RunSettings.of(new LinearModel(3, 6), clients)
        .strategy(strategy)
        .rounds(4)
        .hyper(new Hyperparameters(2, 4, 0.1, 0, 0, 0))
        .summing(new Summing(new Weighting.Uniform(), 64))
        .build();
  }

  private static Parameters run(Strategy strategy) throws InterruptedException {
    LocalCohort cohort = new LocalCohort(Samples.clients(5, 6, 3));
    return new Federation(settings(strategy, 5), cohort).run().parameters();
  }

  @Test
  void powerZeroIsFedAvgWithUniformWeights() throws InterruptedException {
    float[] fair = run(new QFedAvg(0)).toArray();
    float[] plain = run(new FedAvg()).toArray();
    for (int j = 0; j < plain.length; j++) {
      assertThat(fair[j]).isCloseTo(plain[j], within(1e-6f));
    }
    assertThat(run(new QFedAvg(1))).isNotEqualTo(run(new FedAvg()));
  }

  /**
   * Nine clients say that x = 1 is of class 0, one says class 1, and no head can please both: the
   * larger q, the nearer together the losses of the two groups.
   */
  @Test
  void largerPowersGiveMoreEqualLosses() throws InterruptedException {
    double unfair = gap(new FedAvg());
    double fair = gap(new QFedAvg(1));
    double fairer = gap(new QFedAvg(5));
    assertThat(fair).isLessThan(unfair);
    assertThat(fairer).isLessThan(fair);
  }

  private static double gap(Strategy strategy) throws InterruptedException {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < 10; k++) {
      clients.put("client-" + k, new ClientExamples(Hand.examples(k == 0 ? 1 : 0, 1, 1)));
    }
    RunSettings settings =
        RunSettings.of(Hand.MODEL, 10)
            .strategy(strategy)
            .rounds(100)
            .hyper(new Hyperparameters(1, 2, 0.5, 0, 0, 0))
            .summing(new Summing(new Weighting.Uniform(), 64))
            .build();
    Parameters end = new Federation(settings, new LocalCohort(clients)).run().parameters();
    return Hand.MODEL.score(end, Hand.examples(1, 1)).lossSum()
        - Hand.MODEL.score(end, Hand.examples(0, 1)).lossSum();
  }

  /**
   * One step on x = 100 from zero: d = 50 eta, and F = log 2. With q = 5 and eta = 1 the vector is
   * 0.16 * 50 = 8, beyond L maxDelta = 4.
   */
  @Test
  void vectorBeyondTheBoundOfADeltaTimesLIsRefused() {
    assertRefused(5, 100, 1, 4, "(expected: at most 4.0");
  }

  /** On x = 20000 with q = 1, eta = 0.01: |L d|^2 = 2 * 10^8, beyond 10^6 L = 10^8. */
  @Test
  void curvatureBeyondItsBoundIsRefused() {
    assertRefused(1, 20_000, 0.01, 1024, "curvature: ", "(expected: at most 1.0E8 in size)");
  }

  private static void assertRefused(
      double q, double feature, double rate, double maxDelta, String... words) {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    clients.put("ann", new ClientExamples(Hand.examples(0, feature)));
    RunSettings settings =
        RunSettings.of(Hand.MODEL, 1)
            .strategy(new QFedAvg(q))
            .rounds(1)
            .maxDelta(maxDelta)
            .hyper(new Hyperparameters(1, 1, rate, 0, 0, 0))
            .summing(new Summing(new Weighting.Uniform(), 64))
            .build();
    assertThatExceptionOfType(QuorumNotMetException.class)
        .isThrownBy(() -> new Federation(settings, new LocalCohort(clients)).run())
        .withMessageContainingAll(words);
  }

  @Test
  void otherWeightsAndRobustRulesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunSettings.of(Hand.MODEL, 10).strategy(FAIR).build())
        .withMessageContaining("expected: weights: uniform");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(FAIR, 10).but().aggregator(new TrimmedMean(0.2)).build())
        .withMessageContaining("expected: aggregator: mean");
  }

  @ParameterizedTest
  @ValueSource(strings = {"qfedavg", "qfedavg:-1", "qfedavg:NaN", "qfedavg:10.5", "qfedavg:1,1"})
  void powersOutsideTheirRangeAreRefused(String spec) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.CHOICES.parse(spec))
        .withMessageStartingWith("strategy: qfedavg")
        .withMessageContaining("expected: ");
  }
}
