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

class FedAdagradTest {
  private static final FedAdagrad ADAGRAD = new FedAdagrad(0.1, 1e-3);

  private static ServerState round(ServerState state, int round, double... delta) {
    RoundTask task = Hand.task(round, ADAGRAD, state, 1, "ann");
    return Hand.round(
        ADAGRAD, state, task, Hand.contribution("ann", round, 1, List.of(Hand.floats(delta))));
  }

  /**
   * Reddi et al. 2021, algorithm 2, eta 0.1, beta1 0, tau 1e-3, v0 = tau^2 = 1e-6.
   *
   * <pre>
   * round 1, d = 0.5:   v = 1e-6 + 0.25 = 0.250001      w = 0.1 * 0.5 / (sqrt(0.250001) + 0.001)
   * round 2, d = 0.25:  v = 0.250001 + 0.0625 = 0.312501
   *                     w += 0.1 * 0.25 / (sqrt(0.312501) + 0.001)
   * </pre>
   */
  @Test
  void secondMomentAddsSquaresAsInThePaper() {
    ServerState one = round(ADAGRAD.start(Hand.MODEL, Hand.ZEROS), 1, 0.5, -0.5, 0, 0);
    double first = 0.1 * 0.5 / (Math.sqrt(0.250001) + 0.001);
    assertThat(one.memory("second-moment")[0]).isCloseTo(0.250001, within(1e-15));
    assertThat(one.parameters().get(0)).isCloseTo((float) first, within(1e-8f));
    assertThat(one.parameters().get(1)).isEqualTo(-one.parameters().get(0));
    assertThat(one.parameters().get(2)).isZero();

    ServerState two = round(one, 2, 0.25, 0, 0, 0);
    double second = 0.1 * 0.25 / (Math.sqrt(0.312501) + 0.001);
    assertThat(two.memory("second-moment")[0]).isCloseTo(0.312501, within(1e-15));
    assertThat(two.parameters().get(0)).isCloseTo((float) (first + second), within(1e-7f));
    // d = 0 takes no step, however large the one before: there is no momentum
    assertThat(two.parameters().get(1)).isEqualTo(one.parameters().get(1));
  }

  @Test
  void argumentsThatAreLeftOutAreThoseOfThePaper() {
    assertThat(Strategies.CHOICES.parse("fedadagrad")).isEqualTo(new FedAdagrad(0.1, 1e-3));
    assertThat(Strategies.CHOICES.parse("fedadagrad:0.03")).isEqualTo(new FedAdagrad(0.03, 1e-3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedadagrad:0", "fedadagrad:NaN", "fedadagrad:1,0", "fedadagrad:1,1,1"})
  void numbersOutsideTheirRangesAreRefused(String spec) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.CHOICES.parse(spec))
        .withMessageStartingWith("strategy: fedadagrad")
        .withMessageContaining("expected: ");
  }
}
