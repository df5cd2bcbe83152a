package dev.headwater.learning.strategies.optimisers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.strategies.Hand;
import dev.headwater.learning.strategy.ServerState;
import java.util.List;
import org.junit.jupiter.api.Test;

class FedAvgMTest {
  /** v = 0.5 v + d: 4, then 2 + 2 = 4, then 2 + 0 = 2; w = 4, 8, 10. */
  @Test
  void velocityDecaysAndTheMeanIsAddedToIt() {
    FedAvgM strategy = new FedAvgM(0.5);
    ServerState state = strategy.start(Hand.MODEL, Hand.ZEROS);
    float[] deltas = {4, 2, 0};
    float[] expected = {4, 8, 10};
    for (int round = 1; round <= 3; round++) {
      state =
          Hand.round(
              strategy,
              state,
              Hand.task(round, strategy, state, 1, "ann"),
              Hand.contribution("ann", round, 3, List.of(Hand.floats(deltas[round - 1], 0, 0, 1))));
      assertThat(state.parameters().get(0)).isEqualTo(expected[round - 1]);
    }
    assertThat(state.parameters().get(3)).isEqualTo(1 + 1.5f + 1.75f);
    assertThat(state.memory("velocity")).containsExactly(2, 0, 0, 1.75);
  }
}
