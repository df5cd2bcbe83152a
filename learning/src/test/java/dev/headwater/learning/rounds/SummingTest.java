package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.strategy.Need;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummingTest {
  private static final LinearModel MODEL = new LinearModel(3, 8);
  private static final int BILLION = 1_000_000_000;

  private static SortedMap<String, Integer> sizes(int... numExamples) {
    SortedMap<String, Integer> sizes = new TreeMap<>();
    for (int k = 0; k < numExamples.length; k++) {
      sizes.put("client-" + k, numExamples[k]);
    }
    return sizes;
  }

  private static RoundTask task(RunBuilder builder, int... numExamples) {
    RunSettings settings = builder.build();
    return settings.task(1, settings.start(), sizes(numExamples), Instruction.NONE);
  }

  private static Weighting weighting(RoundTask task) {
    return task.train().protection().weighting();
  }

  private static RunBuilder run() {
    return RunSettings.of(MODEL, 5);
  }

  @Test
  void oneClientWeighsAtMostTenTimesTheMedianByDefault() {
    RoundTask task = task(run(), 20, 30, BILLION, 10, 301);
    assertThat(weighting(task)).isEqualTo(new Weighting.Capped(300));
    assertThat(task.capped()).isEqualTo(2);
    assertThat(weighting(task).of(30)).isEqualTo(30);
  }

  @Test
  void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    RunBuilder tenth = run().summing(Summing.DEFAULT.cappedAt(1.5));
    assertThat(weighting(task(tenth, 10, 13, 1, 99))).isEqualTo(new Weighting.Capped(17)); // 17.25
  }

  @Test
  void capThatTouchesNobodyChangesNoGrid() {
    RoundTask capped = task(run(), 20, 30, 40, 10, 300);
    RoundTask open =
        task(
            run().summing(Summing.DEFAULT.cappedAt(Double.POSITIVE_INFINITY)), 20, 30, 40, 10, 300);
    assertThat(capped.train().schema()).isEqualTo(open.train().schema());
    assertThat(weighting(open)).isEqualTo(new Weighting.Examples());
    assertThat(open.capped()).isZero();
  }

  /** A claim alone once made the grid of the honest clients' sum coarse. */
  @Test
  void claimOfABillionTakesNoPrecisionFromTheOthers() {
    double total = task(run(), 20, 30, BILLION, 10, 40).grid().maxTotalWeight();
    assertThat(total).isEqualTo(20 + 30 + 300 + 10 + 40);
  }

  @Test
  void statisticsAndStrategiesThatNeedExactSumsKeepNumExamples() {
    RoundTask statistics = task(run().strategy(new Fed3R(1.0)), 10, 10, 10, 10, 5000);
    assertThat(weighting(statistics)).isEqualTo(new Weighting.Examples());
    Strategy exact =
        new Strategy() {
          @Override
          public Set<Need> needs() {
            return Set.of(Need.EXAMPLE_WEIGHTS);
          }

          @Override
          public ServerState update(ServerState state, RoundTask task, Aggregate aggregate) {
            return new FedAvg().update(state, task, aggregate);
          }
        };
    RoundTask needed = task(run().strategy(exact), 10, 10, 10, 10, 5000);
    assertThat(weighting(needed)).isEqualTo(new Weighting.Examples());
    assertThat(needed.capped()).isZero();
  }

  @Test
  void weightsThatAreGivenAreNotCappedAgain() {
    Weighting given = new Weighting.Capped(4000);
    RoundTask task = task(run().summing(new Summing(given, 64)), 10, 10, 10, 10, 5000);
    assertThat(weighting(task)).isEqualTo(given);
    assertThat(task.capped()).isZero();
  }

  /** A masked weight cannot be checked, so a bound that follows from claims is none. */
  @Test
  void masksStillNeedWeightsWithABoundOfTheirOwn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run().masking(new Masking(2, 0, 0)).build())
        .withMessageContaining("secure aggregation: weights by num_examples");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.99, 0, -1, Double.NaN})
  void capsThatAreNoneAreRefused(double factor) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Summing.DEFAULT.cappedAt(factor))
        .withMessageContaining("weight-cap: ")
        .withMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void clippingNormsThatAreNoneAreRefused(double norm) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Summing.DEFAULT.clippedTo(norm))
        .withMessageContaining("clipping-norm: ")
        .withMessageContaining("(expected: finite and above 0)");
  }
}
