package dev.headwater.learning.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.aggregation.Gathering;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.training.softmax.Clients;
import dev.headwater.learning.work.Sgd;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MedianTest {
  private static final Parameters ZEROS = Parameters.zeros(new Head(2, 1).layout());

  /** One client of weight {@code weight} for each value, which stands in the first coordinate. */
  private static Aggregate aggregate(int weight, double... values) {
    String[] names =
        IntStream.range(0, values.length).mapToObj(k -> "client-" + k).toArray(String[]::new);
    RoundTask task = Tasks.of(1, ZEROS, Clients.sgd(1, 1, 1), 4e9, names);
    Gathering gathering = new Gathering(task, new Median());
    for (int k = 0; k < values.length; k++) {
      Contribution given = Tasks.contribution(names[k], 1, weight, (float) values[k], 0, 0, 0);
      assertThat(gathering.offer(given)).isEqualTo(new Receipt.Accepted());
    }
    return gathering.close(0, 0);
  }

  private static double median(double... values) {
    return aggregate(1, values).mean(Sgd.DELTA)[0];
  }

  @Test
  void oddNumbersHaveAMiddle() {
    assertThat(median(100, 1, -100)).isEqualTo(1);
    assertThat(median(9, 7, 7, 1, -1000)).isEqualTo(7);
  }

  @Test
  void evenNumbersHaveTheMeanOfTheMiddleTwo() {
    assertThat(median(8, -7, 1, 2)).isEqualTo(1.5);
    assertThat(median(1, 1, 1000, 1000)).isEqualTo(500.5);
  }

  @Test
  void fewerThanHalfCannotMoveItBeyondTheOthers() {
    double[] honest = {1, 2, 3, 4};
    for (double lie : new double[] {-1000, 1000}) {
      double[] values = Arrays.copyOf(honest, 7);
      Arrays.fill(values, 4, 7, lie);
      assertThat(median(values)).isBetween(1.0, 4.0);
    }
  }

  @Test
  void sizesThatClientsClaimAreIgnored() {
    assertThat(aggregate(1000, 1, 2, 30).mean(Sgd.DELTA)[0]).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void medianOfFewerThanThreeIsRefused(int cohort) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Median().requireCohort(cohort))
        .withMessage(
            "aggregator: median of %d contributions is their mean (expected: at least 3 contributions)",
            cohort);
    assertThat(aggregate(1, new double[cohort]).hasSum()).isFalse();
  }
}
