package dev.headwater.learning.aggregation;

import dev.headwater.learning.contracts.AggregatorContract;
import java.util.List;
import java.util.stream.Stream;
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
    Stream<String> shortest =
        Aggregators.CHOICES.all().stream().map(row -> row.example().toString());
    return Stream.concat(
            shortest,
            Stream.of(
                "trimmed-mean:0",
                "trimmed-mean:0.1",
                "trimmed-mean:0.4",
                "krum:0",
                "multi-krum:2,3",
                "bulyan:0",
                "centred-clipping:0.5"))
        .toList();
  }

  @Override
  protected Aggregator aggregator() {
    return Aggregators.CHOICES.parse(spec);
  }
}
