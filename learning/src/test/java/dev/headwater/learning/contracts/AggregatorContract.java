package dev.headwater.learning.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.aggregation.Accumulator;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.work.Sgd;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every aggregator does: contributions of two vectors, summed over sixteen clients. */
public abstract class AggregatorContract {
  private static final int CLIENTS = 16;
  private static final double MOST = 64;
  private static final LinearModel MODEL = new LinearModel(2, 3);
  private static final int SIZE = MODEL.layout().size();

  /** A new one. */
  protected abstract Aggregator aggregator();

  private static RoundTask task(int round) {
    FixedPoint grid = FixedPoint.finest(MOST, 1000);
    SumSchema schema =
        SumSchema.of(
            List.of(
                new SumSchema.Vector(Sgd.DELTA, MODEL.layout(), false, grid),
                new SumSchema.Vector(Sgd.CONTROL, MODEL.layout(), false, grid)),
            List.of());
    List<String> names = new ArrayList<>();
    for (int k = 0; k < CLIENTS; k++) {
      names.add("client-" + k);
    }
    return new RoundTask(
        new TrainTask(
            round,
            1,
            MODEL,
            Parameters.zeros(MODEL.layout()),
            NamedVectors.NONE,
            new Sgd(new Hyperparameters(1, 1, 0.1, 0, 0, 0)),
            Protection.NONE,
            schema),
        names);
  }

  private static Contribution contribution(int client, int weight, float[] first, float[] second) {
    return new Contribution(
        "client-" + client,
        1,
        weight,
        weight,
        List.of(new Values.Reals(first), new Values.Reals(second)),
        0.5,
        true,
        List.of());
  }

  private static List<Contribution> contributions() {
    List<Contribution> all = new ArrayList<>();
    for (int k = 0; k < CLIENTS; k++) {
      KeyedRandom random = KeyedRandom.of(1, 1, "client-" + k, Purpose.NOISE);
      int weight = 1 + k % 5;
      all.add(
          contribution(
              k,
              weight,
              Samples.floats(SIZE, weight, random),
              Samples.floats(SIZE, 3.0 * weight, random)));
    }
    return all;
  }

  private Estimate together(List<Contribution> contributions) {
    return together(1, contributions);
  }

  private Estimate together(int round, List<Contribution> contributions) {
    Accumulator accumulator = aggregator().open(task(round));
    contributions.forEach(c -> assertThat(accumulator.add(c)).isNull());
    return accumulator.close();
  }

  private static void assertSameBits(Estimate found, Estimate expected) {
    assertThat(found).isEqualTo(expected);
    for (int vector = 0; vector < 2; vector++) {
      assertThat(found.mean(vector)).isEqualTo(expected.mean(vector));
    }
    assertThat(found.totalWeight()).isEqualTo(expected.totalWeight());
  }

  @Test
  public void nameIsReadBackAsAnEqualAggregator() {
    assertThat(Aggregators.CHOICES.parse(aggregator().spec().toString())).isEqualTo(aggregator());
  }

  @Test
  public void orderOfAddingDoesNotChangeABit() {
    Estimate expected = together(contributions());
    Random random = new Random(1);
    for (int trial = 0; trial < 20; trial++) {
      List<Contribution> shuffled = contributions();
      Collections.shuffle(shuffled, random);
      assertSameBits(together(shuffled), expected);
    }
  }

  @Test
  public void neitherTheNumberOfAccumulatorsNorTheTreeOfMergesChangesABit() {
    Estimate expected = together(contributions());
    Random random = new Random(2);
    for (int trial = 0; trial < 30; trial++) {
      List<Accumulator> open = new ArrayList<>();
      for (int i = 0; i < 1 + trial % 6; i++) {
        open.add(aggregator().open(task(1)));
      }
      List<Contribution> shuffled = contributions();
      Collections.shuffle(shuffled, random);
      shuffled.forEach(c -> assertThat(open.get(random.nextInt(open.size())).add(c)).isNull());
      while (open.size() > 1) {
        Accumulator one = open.remove(random.nextInt(open.size()));
        open.get(random.nextInt(open.size())).merge(one);
      }
      assertSameBits(open.get(0).close(), expected);
    }
  }

  @Test
  public void contributionsThatAreAllTheSameGiveJustThat() {
    float[] first = {1, -2, 0.5f, 0, 4, -0.25f, 8, 3};
    float[] second = {0, 1, 2, 3, 4, 5, 6, 7};
    List<Contribution> all = new ArrayList<>();
    for (int k = 0; k < CLIENTS; k++) {
      all.add(contribution(k, 1, first.clone(), second.clone()));
    }
    Estimate estimate = together(all);
    for (int j = 0; j < SIZE; j++) {
      assertThat(estimate.mean(0)[j]).isCloseTo(first[j], within(1e-12));
      assertThat(estimate.mean(1)[j]).isCloseTo(second[j], within(1e-12));
    }
    assertThat(estimate.totalWeight()).isEqualTo(CLIENTS);
  }

  @Test
  public void meanIsAFreshCopy() {
    Estimate estimate = together(contributions());
    estimate.mean(0)[0] = 1e9;
    assertThat(estimate.mean(0)[0]).isLessThan(1e3);
  }

  @Test
  public void contributionsAreLeftAsTheyAre() {
    List<Contribution> given = contributions();
    together(given);
    for (int k = 0; k < CLIENTS; k++) {
      for (int v = 0; v < 2; v++) {
        assertThat(((Values.Reals) given.get(k).vectors().get(v)).values())
            .isEqualTo(((Values.Reals) contributions().get(k).vectors().get(v)).values());
      }
    }
  }

  /** The second vector is the wrong one: the first must not have been added by then. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -129, 129})
  public void valuesThatCannotBeAreRefusedWholly(float wrong) {
    float[] second = new float[SIZE];
    second[SIZE - 1] = wrong; // at weight 2 the bound is 128
    assertRefusedWholly(new float[] {9, 9, 9, 9, 9, 9, 9, 9}, second);
  }

  @Test
  public void vectorsOfAnotherLengthAreRefusedWholly() {
    assertRefusedWholly(new float[] {9, 9, 9, 9, 9, 9, 9, 9}, new float[SIZE - 1]);
    assertRefusedWholly(new float[] {9, 9, 9, 9, 9, 9, 9, 9}, new float[SIZE + 1]);
    assertRefusedWholly(new float[0], new float[SIZE]);
  }

  private void assertRefusedWholly(float[] first, float[] second) {
    Accumulator accumulator = aggregator().open(task(1));
    List<Contribution> right = contributions();
    right.subList(0, 5).forEach(c -> assertThat(accumulator.add(c)).isNull());
    @Nullable String reason = accumulator.add(contribution(99, 2, first, second));
    assertThat(reason).isNotNull().contains("expected: ");
    right.subList(5, CLIENTS).forEach(c -> assertThat(accumulator.add(c)).isNull());
    assertSameBits(accumulator.close(), together(contributions()));
  }

  @Test
  public void accumulatorIsUsedOnce() {
    Accumulator closed = aggregator().open(task(1));
    contributions().forEach(closed::add);
    closed.close();
    assertFinished(closed);
    Accumulator merged = aggregator().open(task(1));
    merged.add(contributions().get(1));
    aggregator().open(task(1)).merge(merged);
    assertFinished(merged);
  }

  private void assertFinished(Accumulator accumulator) {
    assertThatIllegalStateException()
        .isThrownBy(() -> accumulator.add(contributions().get(2)))
        .withMessageContaining("once");
    assertThatIllegalStateException().isThrownBy(accumulator::close).withMessageContaining("once");
    assertThatIllegalStateException()
        .isThrownBy(() -> accumulator.merge(aggregator().open(task(1))))
        .withMessageContaining("once");
    assertThatIllegalStateException()
        .isThrownBy(() -> aggregator().open(task(1)).merge(accumulator))
        .withMessageContaining("once");
  }

  @Test
  public void accumulatorsOfAnotherKindOrRoundAreNotMergedAndBothStayAsTheyWere() {
    Accumulator accumulator = aggregator().open(task(1));
    contributions().subList(0, 8).forEach(accumulator::add);
    Accumulator later = aggregator().open(task(2));
    contributions().subList(8, CLIENTS).forEach(later::add);
    for (Accumulator other : List.of(new Foreign(), later, accumulator)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> accumulator.merge(other))
          .withMessageStartingWith("merge: ");
    }
    assertSameBits(accumulator.close(), together(contributions().subList(0, 8)));
    assertSameBits(later.close(), together(2, contributions().subList(8, CLIENTS)));
  }

  /** Somebody else's. */
  private static final class Foreign implements Accumulator {
    @Override
    public @Nullable String add(Contribution contribution) {
      return null;
    }

    @Override
    public void merge(Accumulator other) {
      throw new AssertionError("nobody merges into this one");
    }

    @Override
    public Estimate close() {
      throw new AssertionError("nobody closes this one");
    }
  }
}
