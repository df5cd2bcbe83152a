package dev.headwater.learning.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.ClientPrivacy;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.strategies.FedAvg;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Receipt;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.Tasks;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.softmax.Clients;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProtectedContributionTest {
  private static final Parameters START = Clients.start(3, 8, 1);
  private static final Examples EXAMPLES = Clients.realistic(12, 8, 3, 1);

  private static ClientPrivacy clipped(double norm) {
    return new ClientPrivacy(norm, NoisePlace.NONE, 0, true);
  }

  private static TrainTask task(
      Weighting weighting, @Nullable ClientPrivacy privacy, FixedPoint grid) {
    return Tasks.sgd(
        1,
        11,
        START,
        Clients.sgd(2, 4, 0.5),
        new Protection(weighting, privacy, null, false),
        grid);
  }

  private static ServerState next(RoundTask round, Aggregate aggregate) {
    return new FedAvg().update(new ServerState(START), round, aggregate);
  }

  private static FixedPoint grid() {
    return FixedPoint.finest(4, 1000);
  }

  @Test
  void vectorThatIsSummedIsWithinTheNormTimesTheWeightAsIntegers() {
    for (int cap : new int[] {1, 5, 12}) {
      Weighting weighting = cap == 1 ? new Weighting.Uniform() : new Weighting.Capped(cap);
      TrainTask task = task(weighting, clipped(0.01), grid());
      Contribution one = Tasks.contribute("ann", EXAMPLES, task);
      assertThat(one.weight()).isEqualTo(cap);
      assertThat(one.withinNorm()).isFalse();
      assertThat(one.trainLoss()).isZero(); // a loss is data, and nothing noises it
      double squares = 0;
      for (float value : one.vector()) {
        double units = task.grid().encode(value);
        squares += units * units;
      }
      assertThat(Math.sqrt(squares)).isLessThanOrEqualTo(0.01 * cap * task.grid().unit());
      assertThat(Math.sqrt(squares)).isGreaterThan(0.0099 * cap * task.grid().unit());
    }
  }

  @Test
  void vectorWithinTheNormIsLeftAsItIs() {
    TrainTask open = task(new Weighting.Uniform(), null, grid());
    TrainTask wide = task(new Weighting.Uniform(), clipped(1000), grid());
    Contribution one = Tasks.contribute("ann", EXAMPLES, wide);
    assertThat(one.withinNorm()).isTrue();
    assertThat(one.vector()).isEqualTo(Tasks.contribute("ann", EXAMPLES, open).vector());
  }

  @Test
  void localNoiseHidesHowManyExamplesThereAreAndIsNotTheSameForTwoClients() {
    ClientPrivacy local = new ClientPrivacy(0.5, NoisePlace.LOCAL, 1, false);
    TrainTask task = task(new Weighting.Uniform(), local, FixedPoint.finest(64, 100, 25, 1));
    Contribution ann = Tasks.contribute("ann", EXAMPLES, task);
    Contribution bob = Tasks.contribute("bob", EXAMPLES, task);
    assertThat(ann.numExamples()).isEqualTo(1);
    assertThat(ann.vector()).isNotEqualTo(bob.vector());
    assertThat(Clipping.norm(ann.vector())).isGreaterThan(1); // 27 values of deviation 1
  }

  @Test
  void coordinatorRefusesWhoWeighsOrClipsOtherwiseThanAsked() {
    TrainTask task = task(new Weighting.Uniform(), clipped(0.5), grid());
    Gathering gathering = new Gathering(new RoundTask(task, List.of("ann", "bob", "eve")));
    float[] heavy = new float[START.size()];
    heavy[0] = 0.6f;
    assertThat(gathering.offer(new Contribution("eve", 1, 12, 1, heavy, 0, true)))
        .isInstanceOfSatisfying(
            Receipt.Refused.class, r -> assertThat(r.reason()).startsWith("norm: 0.6"));
    float[] light = new float[START.size()];
    assertThat(gathering.offer(new Contribution("bob", 1, 12, 12, light, 0, true)))
        .isInstanceOfSatisfying(
            Receipt.Refused.class, r -> assertThat(r.reason()).startsWith("weight: 12.0"));
    assertThat(gathering.offer(Tasks.contribute("ann", EXAMPLES, task)))
        .isEqualTo(new Receipt.Accepted());
  }

  @Test
  void masksCarryTheVeryIntegersOfTheOpenSum() {
    for (int ring : new int[] {32, 64}) {
      TrainTask task = task(new Weighting.Capped(8), null, FixedPoint.finest(ring, 4, 100, 0));
      RoundTask round = new RoundTask(task, List.of("ann", "bob", "cem"));
      Gathering open = new Gathering(round);
      long[] sum = new long[task.schema().length()];
      for (int i = 0; i < 3; i++) {
        Examples mine = Clients.realistic(5 + 4 * i, 8, 3, 3 + i);
        Contribution one = Tasks.contribute(round.cohort().get(i), mine, task);
        open.offer(one);
        long[] units = MaskedSum.encode(one, task);
        Arrays.setAll(sum, j -> sum[j] + units[j]);
      }
      Aggregate expected = open.close(0, 0);
      Aggregate masked =
          MaskedSum.decode(round, sum, new TreeSet<>(round.cohort()), List.of(), 0, 0);
      assertThat(masked.total()).isEqualTo(expected.total());
      assertThat(masked.total().totalWeight()).isEqualTo(5 + 8 + 8);
      assertThat(next(round, masked)).isEqualTo(next(round, expected));
      if (ring == 64) {
        double weighted = 0;
        for (int i = 0; i < 3; i++) {
          Examples mine = Clients.realistic(5 + 4 * i, 8, 3, 3 + i);
          Contribution one = Tasks.contribute(round.cohort().get(i), mine, task);
          weighted += one.trainLoss() * one.weight();
        }
        assertThat(masked.trainLoss()).isCloseTo(weighted / 21, within(1e-4));
      }
    }
  }

  @Test
  void valuesThatMightWrapUnderTheMaskStayWithTheirClient() {
    TrainTask task = task(new Weighting.Uniform(), null, FixedPoint.finest(32, 4, 100, 0));
    float[] vector = new float[START.size()];
    vector[2] = 4.5f;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MaskedSum.encode(new Contribution("ann", 1, 3, 1, vector, 1, true), task))
        .withMessageContaining("value 2: 4.5 (expected: at most 4.0");
  }

  @Test
  void clientThatDivergedUnderAPromiseMasksZeros() {
    TrainTask task = task(new Weighting.Uniform(), clipped(1), FixedPoint.finest(64, 4, 100, 0));
    float[] vector = new float[START.size()];
    vector[2] = Float.NaN;
    long[] units = MaskedSum.encode(new Contribution("ann", 1, 3, 1, vector, 0, false), task);
    assertThat(Arrays.copyOf(units, START.size())).containsOnly(0);
    assertThat(units[START.size()]).isEqualTo(1);
  }

  @Test
  void maskedWeightsThatCannotBeAbortTheRound() {
    TrainTask task = task(new Weighting.Uniform(), null, grid());
    RoundTask round = new RoundTask(task, List.of("ann", "bob"));
    long[] sum = new long[task.schema().length()];
    sum[START.size()] = 3;
    Aggregate aggregate =
        MaskedSum.decode(round, sum, new TreeSet<>(round.cohort()), List.of(), 0, 0);
    assertThat(aggregate.aborted()).contains("masked weights of 2 clients sum to 3");
    assertThat(aggregate.contributors()).isEmpty();
    assertThat(aggregate.total()).isEqualTo(new ExactSum(task.grid(), START.size()).finish());
  }

  @Test
  void clippingWithoutBoundedWeightsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Protection(new Weighting.Examples(), clipped(1), null, true))
        .withMessageContaining("uniform or capped");
  }
}
