package dev.headwater.learning.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.contracts.AggregatorContract;
import dev.headwater.learning.names.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table. */
@ParameterizedClass
@MethodSource("specs")
class EveryAggregatorTest extends AggregatorContract {
  private final String spec;

  EveryAggregatorTest(String spec) {
    this.spec = spec;
  }

  static List<String> specs() {
    return List.of("mean", "trimmed-mean:0", "trimmed-mean:0.1", "trimmed-mean:0.4");
  }

  @Override
  protected Aggregator aggregator() {
    return Aggregators.CHOICES.parse(spec);
  }

  @Test
  void everyRowOfTheTableIsTested() {
    assertThat(specs().stream().map(s -> Spec.parse(s).name()).distinct())
        .containsExactlyInAnyOrderElementsOf(Aggregators.CHOICES.names());
  }
}
