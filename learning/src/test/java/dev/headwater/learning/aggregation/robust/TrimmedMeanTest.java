package dev.headwater.learning.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.aggregation.Aggregators;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrimmedMeanTest {
  private static final Parameters ZEROS = Parameters.zeros(new Head(2, 1).layout());

  private static Aggregate aggregate(double beta, List<Contribution> contributions) {
    String[] names = contributions.stream().map(Contribution::client).toArray(String[]::new);
    RoundTask task = Tasks.of(1, ZEROS, Clients.sgd(1, 1, 1), 4e9, names);
    Gathering gathering = new Gathering(task, new TrimmedMean(beta));
    contributions.forEach(c -> assertThat(gathering.offer(c)).isEqualTo(new Receipt.Accepted()));
    return gathering.close(0, 0);
  }

  /** One contribution of weight 1 for each value, which stands in the first coordinate. */
  private static double mean(double beta, double... values) {
    List<Contribution> all = new ArrayList<>();
    for (int k = 0; k < values.length; k++) {
      all.add(Tasks.contribution("client-" + k, 1, 1, (float) values[k], 0, 0, 0));
    }
    return aggregate(beta, all).mean(Sgd.DELTA)[0];
  }

  @Test
  void oddNumbersLeaveTheMiddleOnes() {
    assertThat(mean(0.2, 100, 1, 2, 3, -100)).isEqualTo(2); // 1 of 5 at each end
    assertThat(mean(0.4, 100, 1, 2, 30, -100)).isEqualTo(2); // 2 of 5: the median
  }

  @Test
  void evenNumbersLeaveTheMiddleOnes() {
    assertThat(mean(0.25, 8, -7, 1, 2)).isEqualTo(1.5); // 1 of 4
    assertThat(mean(0.49, 8, -7, 1, 2)).isEqualTo(1.5); // floor(1.96) is 1
    assertThat(mean(0.4, 5, 1, 2, 3, 4, 60)).isEqualTo((3 + 4) / 2.0); // 2 of 6
  }

  @Test
  void tiesCountAsOftenAsTheyAre() {
    assertThat(mean(0.2, 1, 1, 1, 4, 4)).isEqualTo(2); // leaves 1, 1, 4
    assertThat(mean(0.2, 3, 3, 3, 3, 3)).isEqualTo(3);
    assertThat(mean(0.2, 0.0, -0.0, 0.0, -0.0, 0.0)).isZero();
  }

  @Test
  void everyCoordinateIsTrimmedOnItsOwn() {
    double[] mean =
        aggregate(
                0.25,
                List.of(
                    Tasks.contribution("ann", 1, 1, 9, 0, 1, 5),
                    Tasks.contribution("bob", 1, 1, 1, 9, 2, 5),
                    Tasks.contribution("cyd", 1, 1, 2, 1, 9, 5),
                    Tasks.contribution("dan", 1, 1, 3, 2, 3, 9)))
            .mean(Sgd.DELTA);
    assertThat(mean).containsExactly(2.5, 1.5, 2.5, 5);
  }

  @Test
  void shareOfZeroIsTheMeanThatIgnoresWeights() {
    double[] mean =
        aggregate(
                0,
                List.of(
                    Tasks.contribution("ann", 1, 1, 1, 0, 0, 0),
                    Tasks.contribution("bob", 1, 9, 2, 0, 0, 0),
                    Tasks.contribution("cyd", 1, 500, 6, 0, 0, 0)))
            .mean(Sgd.DELTA);
    assertThat(mean[0]).isEqualTo(3);
  }

  /** Two liars of ten: whatever they send, what is left lies between values of honest clients. */
  @ParameterizedTest
  @CsvSource({"1023,1", "-1023,1", "1023,1000000000", "-1023,1000000000"})
  void attackersCannotLeaveTheRangeOfTheHonest(float value, int examples) {
    List<Contribution> all = new ArrayList<>();
    for (int k = 0; k < 8; k++) {
      all.add(Tasks.contribution("client-" + k, 1, 1 + k, 0.1f * k, -0.1f * k, 0, 1));
    }
    double[] honest = aggregate(0.2, all).mean(Sgd.DELTA);
    all.add(Tasks.contribution("liar-1", 1, examples, value, value, value, value));
    all.add(Tasks.contribution("liar-2", 1, examples, value, value, value, value));
    double[] attacked = aggregate(0.2, all).mean(Sgd.DELTA);
    // 2 of 10 go at each end: the liars at one, 0 and 0.1, or 0.6 and 0.7, at the other
    assertThat(attacked[0]).isCloseTo(value > 0 ? 0.45 : 0.25, within(1e-6));
    assertThat(attacked[1]).isCloseTo(value > 0 ? -0.25 : -0.45, within(1e-6));
    assertThat(attacked[2]).isZero();
    assertThat(attacked[3]).isEqualTo(1);
    assertThat(honest[0]).isCloseTo(0.35, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"0.07,100,7", "0.1,10,1", "0.3,10,3", "0.29,100,29", "0.1,9,0"})
  void sharesAreMeantInDecimals(double beta, int n, int out) {
    assertThat(new TrimmedMean(beta).trimmed(n)).isEqualTo(out);
  }

  @Test
  void cohortsOfWhichNobodyIsLeftOutAreRefused() {
    new TrimmedMean(0.1).requireCohort(10);
    new TrimmedMean(0).requireCohort(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrimmedMean(0.1).requireCohort(9))
        .withMessage(
            "aggregator: trimmed-mean:0.1 of 9 contributions leaves out none (expected: at least 10 contributions, or a larger share)");
  }

  @Test
  void roundWithTooFewAnswersGivesNoSum() {
    List<Contribution> few =
        IntStream.range(0, 4)
            .mapToObj(k -> Tasks.contribution("client-" + k, 1, 1, 1, 1, 1, 1))
            .toList();
    Aggregate aggregate = aggregate(0.2, few);
    assertThat(aggregate.hasSum()).isFalse();
    assertThat(aggregate.aborted()).contains("of 4 contributions leaves out none");
    assertThat(aggregate.contributors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "0.5", "NaN", "1"})
  void sharesOutsideTheirRangeAreRefused(String beta) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Aggregators.CHOICES.parse("trimmed-mean:" + beta))
        .withMessageContaining("expected: at least 0 and below 0.5");
  }
}
