package dev.headwater.learning.strategies.optimisers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.strategies.Hand;
import dev.headwater.learning.strategies.Strategies;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.tasks.RoundTask;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FedAdamTest {
  private static final FedAdam ADAM = new FedAdam(0.1, 0.9, 0.99, 1e-3);

  private static ServerState round(ServerState state, int round, double... delta) {
    RoundTask task = Hand.task(round, ADAM, state, 1, "ann");
    return Hand.round(
        ADAM, state, task, Hand.contribution("ann", round, 1, List.of(Hand.floats(delta))));
  }

  /**
   * Reddi et al. 2021, algorithm 2, eta 0.1, beta1 0.9, beta2 0.99, tau 1e-3, v0 = tau^2 = 1e-6.
   *
   * <pre>
   * round 1, d = 0.5:   m = 0.05   v = 0.99e-6 + 0.01 * 0.25 = 0.00250099
   *                     w = 0.1 * 0.05 / (0.0500099 + 0.001) = 0.0980202...
   * round 2, d = -0.25: m = 0.045 - 0.025 = 0.02   v = 0.0024759801 + 0.000625 = 0.0031009801
   *                     w += 0.1 * 0.02 / (0.0556864 + 0.001)
   * </pre>
   */
  @Test
  void momentsAndStepsAreThoseOfThePaper() {
    ServerState one = round(ADAM.start(Hand.MODEL, Hand.ZEROS), 1, 0.5, -0.25, 0, 0.5);
    double first = 0.1 * 0.05 / (Math.sqrt(0.00250099) + 0.001);
    assertThat(one.parameters().get(0)).isCloseTo((float) first, within(1e-8f));
    assertThat(one.parameters().get(0)).isCloseTo(0.0980202f, within(1e-6f));
    assertThat(one.parameters().get(2)).isZero();
    assertThat(one.parameters().get(3)).isEqualTo(one.parameters().get(0));

    ServerState two = round(one, 2, -0.25, 0.5, 0, 0);
    double second = 0.1 * 0.02 / (Math.sqrt(0.0031009801) + 0.001);
    assertThat(two.parameters().get(0)).isCloseTo((float) (first + second), within(1e-7f));
    assertThat(two.parameters().get(2)).isZero();
    // d = 0: the moments decay, m = 0.045, v = 0.99 * 0.00250099, and the step goes on
    double coasting = 0.1 * 0.045 / (Math.sqrt(0.99 * 0.00250099) + 0.001);
    assertThat(two.parameters().get(3)).isCloseTo((float) (first + coasting), within(1e-7f));
  }

  /** Without bias correction the first step is 0.1 m / tau = 0.1 * 0.1 d / 2e-3 for tiny d. */
  @Test
  void firstStepOfATinyDeltaIsNotCorrectedForBias() {
    ServerState one = round(ADAM.start(Hand.MODEL, Hand.ZEROS), 1, 1e-6, 0, 0, 0);
    assertThat(one.parameters().get(0)).isCloseTo(0.1f * 1e-7f / 2e-3f, within(1e-7f));
  }

  @Test
  void startOfTheSecondMomentIsTauSquared() {
    ServerState start = new FedAdam(0.1, 0, 0, 0.25).start(Hand.MODEL, Hand.ZEROS);
    assertThat(start.memory("second-moment")).containsOnly(0.0625);
    assertThat(start.memory("first-moment")).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fedadam:0",
        "fedadam:-1",
        "fedadam:NaN",
        "fedadam:Infinity",
        "fedadam:1,1",
        "fedadam:1,-0.1",
        "fedadam:1,0.9,1",
        "fedadam:1,0.9,0.99,0",
        "fedadam:1,0.9,0.99,1,1"
      })
  void numbersOutsideTheirRangesAreRefused(String spec) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.CHOICES.parse(spec))
        .withMessageStartingWith("strategy: fedadam")
        .withMessageContaining("expected: ");
  }
}
