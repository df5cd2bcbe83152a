package dev.headwater.learning.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.contracts.StrategyContract;
import dev.headwater.learning.names.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table, with arguments and without where they may be left away. */
@ParameterizedClass
@MethodSource("specs")
class EveryStrategyTest extends StrategyContract {
  private final String spec;

  EveryStrategyTest(String spec) {
    this.spec = spec;
  }

  static List<String> specs() {
    return List.of(
        "fedavg",
        "fedavgm",
        "fedavgm:0.5",
        "fedprox:0.1",
        "fedadam",
        "fedadam:0.01,0.8,0.95,0.0001",
        "fednova",
        "scaffold",
        "scaffold:0.7",
        "fedsgd:0.5",
        "fed3r:0.125");
  }

  @Override
  protected String spec() {
    return spec;
  }

  @Test
  void everyRowOfTheTableIsTested() {
    assertThat(specs().stream().map(s -> Spec.parse(s).name()).distinct())
        .containsExactlyInAnyOrderElementsOf(Strategies.CHOICES.names());
  }
}
