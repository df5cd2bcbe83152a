package dev.headwater.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.contracts.AggregatorContract;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.RoundTask;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The contract holds for an aggregator of one's own. */
class TrimeanTest extends AggregatorContract {
  @Override
  protected Aggregator aggregator() {
    return new Trimean();
  }

  @Test
  void clientThatUploadsNonsenseDoesNotMoveIt() {
    RunSettings settings =
        RunSettings.of(new LinearModel(2, 1), 5)
            .strategy(new FedAvg())
            .aggregator(new Trimean())
            .build();
    RoundTask task =
        settings.task(
            1,
            settings.start(),
            new TreeMap<>(Map.of("a", 1, "b", 1, "c", 1, "d", 1, "e", 1)),
            Instruction.NONE);
    Accumulator open = new Trimean().open(task);
    double[] values = {1, 2, 3, 4, 1000};
    for (int k = 0; k < values.length; k++) {
      float[] vector = new float[4];
      Arrays.fill(vector, (float) values[k]);
      open.add(new Contribution("abcde".substring(k, k + 1), 1, 1, 1, vector, 0, true));
    }

    assertThat(open.close().mean(0)).containsOnly((2 + 2 * 3 + 4) / 4.0);
  }

  @Test
  void threeClientsAreTooFew() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RunSettings.of(new LinearModel(2, 1), 3).aggregator(new Trimean()).build())
        .withMessageContaining("trimean of 3 contributions");
  }
}
