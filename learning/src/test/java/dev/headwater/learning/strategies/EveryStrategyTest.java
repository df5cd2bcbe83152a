package dev.headwater.learning.strategies;

import dev.headwater.learning.contracts.StrategyContract;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table with the fewest arguments, and some with all. */
@ParameterizedClass
@MethodSource("specs")
class EveryStrategyTest extends StrategyContract {
  private final String spec;

  EveryStrategyTest(String spec) {
    this.spec = spec;
  }

  static List<String> specs() {
    Stream<String> shortest =
        Strategies.CHOICES.all().stream().map(row -> row.example().toString());
    Stream<String> withArguments =
        Stream.of("fedavgm:0.5", "fedadam:0.01,0.8,0.95,0.0001", "scaffold:0.7");
    return Stream.concat(shortest, withArguments).toList();
  }

  @Override
  protected String spec() {
    return spec;
  }
}
