package dev.headwater.learning.strategies.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.clients.InMemory;
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
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategies.Hand;
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

class ScaffoldTest {
  /**
   * Karimireddy et al. 2020, algorithm 1, lines 16 and 17, N = 4, S = 2, eta = 0.5: deltas y 1 and
   * 3 give x += 0.5 * 2 = 1; deltas c 0.5 and 1.5 give c += (1/4) (0.5 + 1.5) = 0.5.
   */
  @Test
  void serverAveragesOverTheCohortAndControlsOverTheEnrolled() {
    Scaffold strategy = new Scaffold(0.5);
    ServerState start = strategy.start(Hand.MODEL, Hand.ZEROS);
    RoundTask task = Hand.task(1, strategy, start, 4, "ann", "bob");
    ServerState next =
        Hand.round(
            strategy,
            start,
            task,
            Hand.contribution(
                "ann", 1, 1, List.of(Hand.floats(1, 0, 0, 0), Hand.floats(0.5, 0, 1, 0))),
            Hand.contribution(
                "bob", 1, 1, List.of(Hand.floats(3, 0, 0, 0), Hand.floats(1.5, 0, 1, 0))));
    assertThat(next.parameters().toArray()).containsExactly(1, 0, 0, 0);
    assertThat(next.memory(Sgd.CONTROL)).containsExactly(0.5, 0, 0.5, 0);
    assertThat(strategy.broadcast(next).get(Sgd.CONTROL)).containsExactly(0.5f, 0, 0.5f, 0);
  }

  /**
   * Option II, K = 1 step at rate 0.5 on x = 1 of class 0 from zero: the gradient of w_0 is -0.5.
   * With c = 0.25 and c_i = 0.125 the step is -0.5 (-0.5 + 0.25 - 0.125) = 0.1875, and c_i+ = c_i -
   * c - 0.1875 / 0.5 = -0.5: the gradient itself, where there is one step. Uploaded: -0.625.
   */
  @Test
  void clientCorrectsItsStepsAndKeepsItsMeanGradient() {
    NamedVectors broadcast =
        NamedVectors.owning(Map.of(Sgd.CONTROL, Hand.floats(0.25, 0.25, 0.25, 0.25)));
    NamedVectors memory =
        NamedVectors.owning(Map.of(Sgd.CONTROL, Hand.floats(0.125, 0.125, 0.125, 0.125)));
    LocalResult result =
        new Sgd(new Hyperparameters(1, 1, 0.5, 0, 0, 0), Sgd.Form.CONTROL_VARIATE)
            .perform(
                new LocalInput(
                    Hand.MODEL,
                    Hand.ZEROS,
                    broadcast,
                    Hand.examples(0, 1),
                    Examples.none(1),
                    memory,
                    KeyedRandom.of(1, 1, "ann", Purpose.SHUFFLE),
                    null,
                    purpose -> {
                      throw new AssertionError("nobody asked for noise");
                    }));
    assertThat(((Values.Reals) result.vectors().get(0)).values())
        .containsExactly(0.1875f, -0.3125f, 0.1875f, -0.3125f);
    assertThat(((Values.Reals) result.vectors().get(1)).values())
        .containsExactly(-0.625f, 0.375f, -0.625f, 0.375f);
    assertThat(result.memory().get(Sgd.CONTROL)).containsExactly(-0.5f, 0.5f, -0.5f, 0.5f);
  }

  @Test
  void controlOfAnotherLengthIsRefusedByTheClient() {
    NamedVectors broadcast = NamedVectors.owning(Map.of(Sgd.CONTROL, new float[3]));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Sgd(Hand.PLAIN, Sgd.Form.CONTROL_VARIATE)
                    .perform(
                        new LocalInput(
                            Hand.MODEL,
                            Hand.ZEROS,
                            broadcast,
                            Hand.examples(0, 1),
                            Examples.none(1),
                            NamedVectors.NONE,
                            KeyedRandom.of(1, 1, "ann", Purpose.SHUFFLE),
                            null,
                            purpose -> {
                              throw new AssertionError("nobody asked for noise");
                            })))
        .withMessage("broadcast: control has 3 values (expected: 4, as the model has)");
  }

  private static RunSettings settings(Strategy strategy, int rounds, CohortSize cohort) {
    return RunSettings.of(new LinearModel(3, 6), 6)
        .strategy(strategy)
        .rounds(rounds)
        .cohort(cohort)
        .hyper(new Hyperparameters(1, 3, 0.1, 0, 0, 0))
        .summing(new Summing(new Weighting.Uniform(), 64))
        .build();
  }

  @Test
  void firstRoundIsFedAvgWithUniformWeights() throws InterruptedException {
    LocalCohort cohort = new LocalCohort(Samples.clients(6, 6, 3));
    CohortSize some = new CohortSize.Count(4);
    assertThat(new Federation(settings(new Scaffold(1), 1, some), cohort).run().parameters())
        .isEqualTo(new Federation(settings(new FedAvg(), 1, some), cohort).run().parameters());
  }

  /** float32 rounds each of 40 changes of size below 1 by 6e-8, at the clients and on the way. */
  @Test
  void controlStaysTheMeanOfAllClientsControls() throws InterruptedException {
    InMemory memory = new InMemory();
    LocalCohort cohort = new LocalCohort(Samples.clients(6, 6, 3), Runnable::run, memory, null);
    ServerState end =
        new Federation(settings(new Scaffold(1), 40, new CohortSize.Count(2)), cohort).run();
    assertThat(end.counted()).hasSize(6);
    double[] mean = new double[end.parameters().size()];
    for (Map.Entry<String, Integer> client : end.counted().entrySet()) {
      float[] own = memory.load(client.getKey(), client.getValue()).get(Sgd.CONTROL);
      for (int j = 0; j < mean.length; j++) {
        mean[j] += own[j] / 6.0;
      }
    }
    double[] control = end.memory(Sgd.CONTROL);
    double largest = 0;
    for (int j = 0; j < mean.length; j++) {
      assertThat(control[j]).isCloseTo(mean[j], within(1e-5));
      largest = Math.max(largest, Math.abs(control[j]));
    }
    assertThat(largest).isGreaterThan(0.01);
  }

  /**
   * Two clients who pull apart, with losses of different curvature: after many local steps FedAvg
   * settles where their drifts cancel, which is not where their gradients do. With control variates
   * the mean of the gradients vanishes.
   */
  @Test
  void controlVariatesRemoveClientDrift() throws InterruptedException {
    assertThat(gradientAfter(new Scaffold(1))).isLessThan(1e-3);
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

  @Test
  void populationThatIsNotThatOfTheFirstRoundIsRefused() {
    Scaffold strategy = new Scaffold(1);
    ServerState start = strategy.start(Hand.MODEL, Hand.ZEROS);
    List<float[]> nothing = List.of(new float[4], new float[4]);
    ServerState one =
        Hand.round(
            strategy,
            start,
            Hand.task(1, strategy, start, 4, "ann"),
            Hand.contribution("ann", 1, 1, nothing));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Hand.round(
                    strategy,
                    one,
                    Hand.task(2, strategy, one, 5, "ann"),
                    Hand.contribution("ann", 2, 1, nothing)))
        .withMessageStartingWith("strategy: scaffold began with 4 clients, round 2 has 5");
  }

  @Test
  void trainingThatTheControlsDoNotCoverIsRefused() {
    for (Hyperparameters more :
        List.of(
            new Hyperparameters(1, 1, 0.1, 0.9, 0, 0),
            new Hyperparameters(1, 1, 0.1, 0, 0.1, 0),
            new Hyperparameters(1, 1, 0.1, 0, 0, 0.1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> settings(new Scaffold(1), 1, new CohortSize.All()).but().hyper(more).build())
          .withMessageStartingWith("control variates: ");
    }
  }
}
