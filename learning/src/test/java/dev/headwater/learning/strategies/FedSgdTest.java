package dev.headwater.learning.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.tasks.RoundTask;
import org.junit.jupiter.api.Test;

class FedSgdTest {
  /**
   * At zero every class has probability 1/2, so an example x of class 0 has the gradient (-x/2,
   * x/2) in w and (-1/2, 1/2) in b. Ann: x = 1 of class 0. Bob: three times x = 2 of class 1.
   *
   * <pre>
   * g_w0 = (-1/2 + 3 * 1) / 4 = 0.625       g_b0 = (-1/2 + 3 / 2) / 4 = 0.25       step: -0.5 g
   * </pre>
   */
  @Test
  void stepIsAgainstTheGradientOfAllExamplesTogether() {
    FedSgd strategy = new FedSgd(0.5);
    ServerState start = strategy.start(Hand.MODEL, Hand.ZEROS);
    RoundTask task = Hand.task(1, strategy, start, 2, "ann", "bob");
    ServerState next =
        Hand.round(
            strategy,
            start,
            task,
            Hand.contribute("ann", Hand.examples(0, 1), task),
            Hand.contribute("bob", Hand.examples(1, 2, 2, 2), task));
    assertThat(next.parameters().toArray()).containsExactly(-0.3125f, 0.3125f, -0.125f, 0.125f);
  }

  @Test
  void ratesThatAreNotAboveZeroAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FedSgd(0))
        .withMessage("strategy: fedsgd:0.0 (expected: finite and above 0)");
  }
}
