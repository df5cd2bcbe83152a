package dev.headwater.learning.strategies.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategies.Hand;
import dev.headwater.learning.strategies.Strategies;
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
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FedDynTest {
  /**
   * Acar et al. 2021, algorithm 1, N = 4, S = 2, alpha = 0.5. Deltas 1 and 3: h = -(0.5 / 4) (1 +
   * 3) = -0.5, x = 2 + 0.5 / 0.5 = 3. Then deltas -1 and 1: h stays -0.5, x = 3 + 0 + 1 = 4.
   */
  @Test
  void serverAddsTheMeanOfAllGradientsToTheMeanDelta() {
    FedDyn strategy = new FedDyn(0.5);
    ServerState start = strategy.start(Hand.MODEL, Hand.ZEROS);
    ServerState one =
        Hand.round(
            strategy,
            start,
            Hand.task(1, strategy, start, 4, "ann", "bob"),
            Hand.contribution("ann", 1, 1, List.of(Hand.floats(1, 0, 0, 0))),
            Hand.contribution("bob", 1, 1, List.of(Hand.floats(3, 0, 2, 0))));
    assertThat(one.memory("mean-gradient")).containsExactly(-0.5, 0, -0.25, 0);
    assertThat(one.parameters().toArray()).containsExactly(3, 0, 1.5f, 0);
    RoundTask second = Hand.task(2, strategy, one, 4, "ann", "cyd");
    ServerState two =
        Hand.round(
            strategy,
            one,
            second,
            Hand.contribution("ann", 2, 1, List.of(Hand.floats(-1, 0, 0, 0))),
            Hand.contribution("cyd", 2, 1, List.of(Hand.floats(1, 0, 0, 0))));
    assertThat(two.memory("mean-gradient")).containsExactly(-0.5, 0, -0.25, 0);
    assertThat(two.parameters().toArray()).containsExactly(4, 0, 2, 0);
  }

  /**
   * Two epochs of one step at rate 0.5 on x = 0 of class 0, so that only biases learn; alpha 0.25,
   * g_i = 0.125 in the weights. A weight w has gradient 0 - 0.125 + 0.25 w.
   *
   * <pre>
   * step 1: w = 0.5 * 0.125 = 0.0625       step 2: w += 0.5 (0.125 - 0.25 * 0.0625) = 0.0546875
   * w = 0.1171875       g_i+ = 0.125 - 0.25 * 0.1171875 = 0.095703125
   * </pre>
   */
  @Test
  void clientCorrectsItsStepsAndTakesItsWayFromItsGradient() {
    NamedVectors memory =
        NamedVectors.owning(Map.of(Sgd.LOCAL_GRADIENT, Hand.floats(0.125, -0.125, 0, 0)));
    LocalResult result =
        new Sgd(new Hyperparameters(2, 1, 0.5, 0, 0, 0.25), Sgd.Form.DYNAMIC)
            .perform(
                new LocalInput(
                    Hand.MODEL,
                    Hand.ZEROS,
                    NamedVectors.NONE,
                    Hand.examples(0, 0),
                    Examples.none(1),
                    memory,
                    KeyedRandom.of(1, 1, "ann", Purpose.SHUFFLE),
                    null,
                    purpose -> {
                      throw new AssertionError("nobody asked for noise");
                    }));
    float[] delta = ((Values.Reals) result.vectors().get(0)).values();
    assertThat(result.vectors()).hasSize(1);
    assertThat(delta[0]).isEqualTo(0.1171875f);
    assertThat(delta[1]).isEqualTo(-0.1171875f);
    float[] next = result.memory().get(Sgd.LOCAL_GRADIENT);
    assertThat(next[0]).isEqualTo(0.095703125f);
    assertThat(next[1]).isEqualTo(-0.095703125f);
    assertThat(next[2]).isEqualTo(-0.25f * delta[2]);
  }

  private static RunSettings settings(Strategy strategy, int rounds) {
    return RunSettings.of(new LinearModel(3, 6), 6)
        .strategy(strategy)
        .rounds(rounds)
        .cohort(new CohortSize.Count(2))
        .hyper(new Hyperparameters(1, 3, 0.1, 0, 0, 0))
        .summing(new Summing(new Weighting.Uniform(), 64))
        .build();
  }

  /** float32 rounds each of 40 changes of size below 1 by 6e-8. */
  @Test
  void meanGradientStaysTheMeanOfAllClientsGradients() throws InterruptedException {
    InMemory memory = new InMemory();
    LocalCohort cohort = new LocalCohort(Samples.clients(6, 6, 3), Runnable::run, memory, null);
    ServerState end = new Federation(settings(new FedDyn(0.5), 40), cohort).run();
    assertThat(end.counted()).hasSize(6);
    double[] mean = new double[end.parameters().size()];
    for (Map.Entry<String, Integer> client : end.counted().entrySet()) {
      float[] own = memory.load(client.getKey(), client.getValue()).get(Sgd.LOCAL_GRADIENT);
      for (int j = 0; j < mean.length; j++) {
        mean[j] += own[j] / 6.0;
      }
    }
    double[] kept = end.memory("mean-gradient");
    double largest = 0;
    for (int j = 0; j < mean.length; j++) {
      assertThat(kept[j]).isCloseTo(mean[j], within(1e-5));
      largest = Math.max(largest, Math.abs(kept[j]));
    }
    assertThat(largest).isGreaterThan(0.005);
  }

  /** As in ScaffoldTest: with two clients who pull apart the mean of the gradients vanishes. */
  @Test
  void dynamicRegularisationRemovesClientDrift() throws InterruptedException {
    assertThat(gradientAfter(new FedDyn(0.5))).isLessThan(1e-3);
    assertThat(gradientAfter(new FedAvg())).isGreaterThan(2e-2);
  }

  private static double gradientAfter(Strategy strategy) throws InterruptedException {
    Examples ann = new Examples(Hand.floats(1, 1, 1), new int[] {0, 0, 1}, 1);
    Examples bob = new Examples(Hand.floats(-4, -4, -4, 3, 3, 3), new int[] {0, 0, 1, 1, 1, 0}, 1);
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    clients.put("ann", new ClientExamples(ann));
    clients.put("bob", new ClientExamples(bob));
    RunSettings settings =
        RunSettings.of(Hand.MODEL, 2)
            .strategy(strategy)
            .rounds(400)
            .hyper(new Hyperparameters(10, 100, 0.1, 0, 0, 0))
            .summing(new Summing(new Weighting.Uniform(), 64))
            .build();
    Parameters end = new Federation(settings, new LocalCohort(clients)).run().parameters();
    float[] first = Hand.MODEL.gradient(end, ann).delta();
    float[] second = Hand.MODEL.gradient(end, bob).delta();
    double squares = 0;
    for (int j = 0; j < first.length; j++) {
      double mean = (first[j] + second[j]) / 2.0;
      squares += mean * mean;
    }
    return Math.sqrt(squares);
  }

  /** It uploads one vector, as fedavg does; its step divides by who took part, which is hidden. */
  @Test
  void runsUnderAPromiseAreRefused() {
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
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(new FedDyn(0.1), 1).but().promise(promise).build())
        .withMessageStartingWith(
            "strategy: feddyn:0.1 with a privacy guarantee (expected: one that");
  }

  @Test
  void trainingThatTheRegularisationDoesNotCoverIsRefused() {
    for (Hyperparameters more :
        List.of(
            new Hyperparameters(1, 1, 0.1, 0.9, 0, 0), new Hyperparameters(1, 1, 0.1, 0, 0.1, 0))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> settings(new FedDyn(0.1), 1).but().hyper(more).build())
          .withMessageStartingWith("dynamic regularisation: ");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                settings(new FedDyn(0.1), 1)
                    .but()
                    .hyper(new Hyperparameters(1, 1, 0.1, 0, 0, 0.1))
                    .build())
        .withMessage(
            "strategy: feddyn:0.1 with proximal mu 0.1 (expected: 0; alpha is its proximal term)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"feddyn", "feddyn:0", "feddyn:NaN", "feddyn:Infinity", "feddyn:1,1"})
  void weightsOutsideTheirRangeAreRefused(String spec) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.CHOICES.parse(spec))
        .withMessageStartingWith("strategy: feddyn")
        .withMessageContaining("expected: ");
  }
}
