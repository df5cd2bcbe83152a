package dev.headwater.learning.strategies;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Values;
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
import org.junit.jupiter.params.provider.CsvSource;

class FedNovaTest {
  private static final FedNova NOVA = new FedNova();

  /**
   * Wang et al. 2020, eq. 8. Ann: n = 1, delta 2 in 2 steps; Bob: n = 3, delta 8 in 4 steps.
   *
   * <pre>
   * tau_eff = (1 * 2 + 3 * 4) / 4 = 3.5     mean of delta / |a|_1 = (1 * 1 + 3 * 2) / 4 = 1.75
   * w += 3.5 * 1.75 = 6.125                 where FedAvg goes (2 + 24) / 4 = 6.5
   * </pre>
   */
  @Test
  void stepIsTheMeanNumberOfStepsTimesTheMeanOfNormalisedDeltas() {
    ServerState start = NOVA.start(Hand.MODEL, Hand.ZEROS);
    RoundTask task = Hand.task(1, NOVA, start, 2, "ann", "bob");
    ServerState next =
        Hand.round(
            NOVA,
            start,
            task,
            Hand.contribution("ann", 1, 1, List.of(Hand.floats(1, 0, -1, 0.5)), 2.0),
            Hand.contribution("bob", 1, 3, List.of(Hand.floats(2, 0, 1, 0.5)), 4.0));
    assertThat(next.parameters().toArray()).containsExactly(6.125f, 0, 1.75f, 1.75f);
  }

  /**
   * {@code a} of K steps with momentum rho: the last gradient counts 1, the one before 1 + rho, and
   * so on. For K = 3 and rho = 0.5: 1 + 1.5 + 1.75 = 4.25.
   */
  @ParameterizedTest
  @CsvSource({"3,0,3", "1,0.5,1", "2,0.5,2.5", "3,0.5,4.25", "4,0.9,9.049"})
  void gradientsCountWhatMomentumMakesOfThem(int steps, double momentum, double counted) {
    Hyperparameters hyper = new Hyperparameters(steps, 100, 0.1, momentum, 0, 0);
    LocalResult nova = perform(new Sgd(hyper, Sgd.Form.NORMALISED));
    LocalResult plain = perform(new Sgd(hyper));
    assertThat(nova.scalars().get(0)).isCloseTo(counted, within(1e-9));
    float[] normalised = ((Values.Reals) nova.vectors().get(0)).values();
    float[] delta = ((Values.Reals) plain.vectors().get(0)).values();
    for (int j = 0; j < delta.length; j++) {
      assertThat(normalised[j] * counted).isCloseTo(delta[j], within(1e-6));
    }
  }

  private static LocalResult perform(Sgd work) {
    LinearModel model = new LinearModel(3, 6);
    return work.perform(
        new LocalInput(
            model,
            Parameters.zeros(model.layout()),
            NamedVectors.NONE,
            Samples.examples(9, 6, 3, 1),
            Examples.none(6),
            NamedVectors.NONE,
            KeyedRandom.of(1, 1, "ann", Purpose.SHUFFLE),
            null,
            purpose -> {
              throw new AssertionError("nobody asked for noise");
            }));
  }

  private static Parameters run(Strategy strategy, double momentum, int... sizes)
      throws InterruptedException {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < sizes.length; k++) {
      Examples examples = Samples.examples(sizes[k], 6, 3, k);
      clients.put("client-" + k, new ClientExamples(examples));
    }
    RunSettings settings =
        RunSettings.of(new LinearModel(3, 6), sizes.length)
            .strategy(strategy)
            .rounds(4)
            .hyper(new Hyperparameters(2, 4, 0.1, momentum, 0, 0))
            .build();
    return new Federation(settings, new LocalCohort(clients)).run().parameters();
  }

  @ParameterizedTest
  @CsvSource({"0", "0.9"})
  void clientsWithEqualStepsGiveFedAvg(double momentum) throws InterruptedException {
    // 9 to 12 examples in batches of 4: three steps an epoch for everybody
    float[] nova = run(NOVA, momentum, 9, 10, 12).toArray();
    float[] avg = run(new FedAvg(), momentum, 9, 10, 12).toArray();
    for (int j = 0; j < avg.length; j++) {
      assertThat(nova[j]).isCloseTo(avg[j], within(1e-6f));
    }
    assertThat(run(NOVA, momentum, 4, 10, 30).toArray())
        .isNotEqualTo(run(new FedAvg(), momentum, 4, 10, 30).toArray());
  }

  @Test
  void robustRulesThatIgnoreWeightsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RunSettings.of(Hand.MODEL, 10)
                    .strategy(NOVA)
                    .aggregator(new TrimmedMean(0.2))
                    .build())
        .withMessage(
            "strategy: fednova with aggregator trimmed-mean:0.2 (expected: aggregator: mean)");
  }

  @Test
  void weightDecayAndProximalTermsAreRefused() {
    for (Hyperparameters pulled :
        List.of(
            new Hyperparameters(1, 1, 0.1, 0, 0.1, 0), new Hyperparameters(1, 1, 0.1, 0, 0, 0.1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RunSettings.of(Hand.MODEL, 3).strategy(NOVA).hyper(pulled).build())
          .withMessageStartingWith("normalised deltas: ");
    }
  }
}
