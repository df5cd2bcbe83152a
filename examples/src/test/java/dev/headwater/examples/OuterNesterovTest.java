package dev.headwater.examples;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.contracts.StrategyContract;
import org.junit.jupiter.api.Test;

/** The contract holds for a strategy of one's own, and finds it by its class's name. */
class OuterNesterovTest extends StrategyContract {
  @Override
  protected String spec() {
    return "dev.headwater.examples.OuterNesterov:0.9";
  }

  @Test
  void momentumOfOneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OuterNesterov(1))
        .withMessageContaining("expected: at least 0 and below 1");
  }
}
