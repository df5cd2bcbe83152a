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

class FedYogiTest {
  private static final FedYogi YOGI = new FedYogi(0.1, 0.9, 0.99, 1e-3);

  private static ServerState round(ServerState state, int round, double... delta) {
    RoundTask task = Hand.task(round, YOGI, state, 1, "ann");
    return Hand.round(
        YOGI, state, task, Hand.contribution("ann", round, 1, List.of(Hand.floats(delta))));
  }

  /**
   * Reddi et al. 2021, algorithm 2, eta 0.1, beta1 0.9, beta2 0.99, tau 1e-3, v0 = tau^2 = 1e-6.
   *
   * <pre>
   * round 1, d = 0.5:    m = 0.05    d^2 is larger than v:    v = 1e-6 + 0.01 * 0.25 = 0.002501
   *                      w = 0.1 * 0.05 / (sqrt(0.002501) + 0.001)
   * round 2, d = 0.03125: m = 0.045 + 0.003125 = 0.048125
   *                      d^2 = 0.0009765625 is smaller:     v = 0.002501 - 0.01 * 0.0009765625
   *                      w += 0.1 * 0.048125 / (sqrt(0.002491234375) + 0.001)
   * </pre>
   */
  @Test
  void secondMomentGrowsAndShrinksAsInThePaper() {
    ServerState one = round(YOGI.start(Hand.MODEL, Hand.ZEROS), 1, 0.5, -0.5, 0, 0);
    double first = 0.1 * 0.05 / (Math.sqrt(0.002501) + 0.001);
    assertThat(one.memory("second-moment")[0]).isCloseTo(0.002501, within(1e-15));
    assertThat(one.parameters().get(0)).isCloseTo((float) first, within(1e-8f));
    assertThat(one.parameters().get(1)).isEqualTo(-one.parameters().get(0));
    assertThat(one.parameters().get(2)).isZero();

    ServerState two = round(one, 2, 0.03125, 0, 0, 0);
    double second = 0.1 * 0.048125 / (Math.sqrt(0.002491234375) + 0.001);
    assertThat(two.memory("second-moment")[0]).isCloseTo(0.002491234375, within(1e-15));
    assertThat(two.parameters().get(0)).isCloseTo((float) (first + second), within(1e-7f));
    // d = 0 leaves v as it was, where Adam's would decay
    assertThat(two.memory("second-moment")[1]).isEqualTo(one.memory("second-moment")[1]);
  }

  /** sign(0) = 0: a delta whose square is v leaves v as it is. */
  @Test
  void secondMomentThatIsReachedStays() {
    FedYogi half = new FedYogi(0.1, 0, 0.5, 0.25);
    ServerState start = half.start(Hand.MODEL, Hand.ZEROS);
    assertThat(start.memory("second-moment")).containsOnly(0.0625);
    RoundTask task = Hand.task(1, half, start, 1, "ann");
    ServerState one =
        Hand.round(
            half,
            start,
            task,
            Hand.contribution("ann", 1, 1, List.of(Hand.floats(0.25, -0.25, 0, 0))));
    assertThat(one.memory("second-moment")).containsOnly(0.0625);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fedyogi:0",
        "fedyogi:NaN",
        "fedyogi:1,1",
        "fedyogi:1,0.9,1",
        "fedyogi:1,0.9,0.99,0",
        "fedyogi:1,0.9,0.99,1,1"
      })
  void numbersOutsideTheirRangesAreRefused(String spec) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Strategies.CHOICES.parse(spec))
        .withMessageStartingWith("strategy: fedyogi")
        .withMessageContaining("expected: ");
  }
}
