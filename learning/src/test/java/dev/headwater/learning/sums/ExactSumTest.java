package dev.headwater.learning.sums;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {
  private static final int LENGTH = 50;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Term(float[] vector, double weight) {}

  private static List<Term> terms(int count, long seed, boolean wholeWeights) {
    KeyedRandom random = KeyedRandom.of(seed, 0, "terms", Purpose.SHUFFLE);
    List<Term> terms = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      double weight = wholeWeights ? 1 + random.nextInt(100) : 0.01 + random.nextDouble();
      float[] vector = new float[LENGTH];
      for (int j = 0; j < LENGTH; j++) {
        // Sizes over many orders of magnitude: a float sum would depend on the order.
        vector[j] = (float) (weight * random.nextGaussian() * Math.pow(10, -random.nextInt(8)));
      }
      terms.add(new Term(vector, weight));
    }
    return terms;
  }

  private static ExactSum empty() {
    return new ExactSum(FixedPoint.finest(10, 1e5), LENGTH);
  }

  private static ExactSum sumOf(List<Term> terms) {
    ExactSum sum = empty();
    terms.forEach(term -> assertThat(sum.add(term.vector(), term.weight())).isNull());
    return sum;
  }

  /** A random binary tree of merges over the terms, which are dealt out in a random order. */
  private static ExactSum tree(List<Term> terms, KeyedRandom random) {
    if (terms.size() < 2 || random.nextInt(4) == 0) {
      return sumOf(terms);
    }
    int cut = 1 + random.nextInt(terms.size() - 1);
    ExactSum left = tree(terms.subList(0, cut), random);
    left.merge(tree(terms.subList(cut, terms.size()), random));
    return left;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyOrderAndEveryTreeOfMergesGivesTheSameBits(boolean wholeWeights) {
    for (int seed = 0; seed < 20; seed++) {
      List<Term> terms = terms(60, seed, wholeWeights);
      ExactSum.Total expected = sumOf(terms).finish();
      KeyedRandom random = KeyedRandom.of(seed, 0, "order", Purpose.SHUFFLE);
      for (int trial = 0; trial < 10; trial++) {
        int[] order = IntStream.range(0, terms.size()).toArray();
        random.shuffle(order);
        List<Term> shuffled = IntStream.of(order).mapToObj(terms::get).toList();
        ExactSum.Total total = tree(shuffled, random).finish();
        assertThat(total).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(total.mean()).isEqualTo(expected.mean());
      }
    }
  }

  @Test
  void meanIsTheWeightedMean() {
    ExactSum sum = new ExactSum(FixedPoint.finest(10, 10), 2);
    assertThat(sum.add(new float[] {3 * 1f, 3 * -2f}, 3)).isNull();
    assertThat(sum.add(new float[] {5f, 0.5f}, 1)).isNull();
    assertThat(sum.totalWeight()).isEqualTo(4);
    assertThat(sum.finish().mean()).containsExactly(2, -1.375);
  }

  @ParameterizedTest
  @CsvSource({"1024, 60000", "1, 1", "0.9999999, 3", "1e-9, 7", "3e8, 12345", "1024, 1048576"})
  void sumsWithEverybodyAtTheBoundDoNotWrap(double perWeight, double totalWeight) {
    FixedPoint grid = FixedPoint.finest(perWeight, totalWeight);
    ExactSum sum = new ExactSum(grid, 2);
    int clients = 1000;
    BigInteger exact = BigInteger.ZERO;
    double weight = totalWeight / clients * (1 - 1e-12);
    float most = (float) (perWeight * weight);
    if (most > perWeight * weight) {
      most = Math.nextDown(most);
    }
    for (int k = 0; k < clients; k++) {
      assertThat(sum.add(new float[] {most, -most}, weight)).isNull();
      exact = exact.add(BigInteger.valueOf(grid.encode(most)));
    }
    ExactSum.Total total = sum.finish();
    assertThat(BigInteger.valueOf(total.units()[0])).isEqualTo(exact);
    assertThat(BigInteger.valueOf(total.units()[1])).isEqualTo(exact.negate());
    assertThat(exact.bitLength()).isLessThanOrEqualTo(62);
    assertThat(total.mean()[0]).isCloseTo(perWeight, within(perWeight * 1e-6));
  }

  @Test
  void oneClientThatTakesTheWholeBoundIsAccepted() {
    ExactSum sum = new ExactSum(FixedPoint.finest(1024, 60_000), 1);
    assertThat(sum.add(new float[] {1024 * 60_000}, 60_000)).isNull();
    assertThat(sum.finish().mean()).containsExactly(1024);
  }

  @Test
  void refusalsSayWhyAndAddNothing() {
    ExactSum sum = new ExactSum(FixedPoint.finest(2, 10), 2);
    assertThat(sum.add(new float[] {1, 1}, 4)).isNull();
    assertThat(sum.add(new float[] {1}, 1)).isEqualTo("length: 1 (expected: 2)");
    assertThat(sum.add(new float[] {1, 4.1f}, 2))
        .isEqualTo("value 1: 4.1 (expected: at most 4.0 in size)");
    assertThat(sum.add(new float[] {1, Float.NaN}, 2))
        .isEqualTo("value 1: NaN (expected: a finite number)");
    assertThat(sum.add(new float[] {Float.NEGATIVE_INFINITY, 1}, 2)).contains("finite");
    for (double weight : new double[] {0, -1, 6.5, 1e-300, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThat(sum.add(new float[] {0, 0}, weight)).as("weight %s", weight).contains("weight: ");
    }
    assertThat(sum.totalWeight()).isEqualTo(4);
    assertThat(sum.finish().mean()).containsExactly(0.25, 0.25);
  }

  @Test
  void finishedSumsRefuseEverything() {
    ExactSum sum = empty();
    sum.finish();
    assertThatIllegalStateException().isThrownBy(sum::finish).withMessageContaining("once");
    assertThatIllegalStateException().isThrownBy(() -> sum.add(new float[LENGTH], 1));
    assertThatIllegalStateException().isThrownBy(() -> sum.merge(empty()));
    assertThatIllegalStateException().isThrownBy(() -> empty().merge(sum));
  }

  @Test
  void mergedSumsAreFinishedSoThatNobodyCountsTwice() {
    ExactSum part = sumOf(terms(3, 1, true));
    ExactSum whole = empty();
    whole.merge(part);
    assertThatIllegalStateException().isThrownBy(() -> whole.merge(part));
    assertThatIllegalStateException().isThrownBy(part::finish);
  }

  @Test
  void sumIsNotMergedIntoItself() {
    ExactSum sum = sumOf(terms(3, 1, true));
    assertThatIllegalArgumentException().isThrownBy(() -> sum.merge(sum));
    assertThat(sum.finish()).isEqualTo(sumOf(terms(3, 1, true)).finish());
  }

  @Test
  void sumsOfAnotherGridLengthOrWithTooMuchWeightAreNotMerged() {
    ExactSum sum = new ExactSum(FixedPoint.finest(1, 10), 3);
    assertThat(sum.add(new float[3], 6)).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sum.merge(new ExactSum(FixedPoint.finest(1, 11), 3)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sum.merge(new ExactSum(FixedPoint.finest(1, 10), 4)));
    ExactSum heavy = new ExactSum(FixedPoint.finest(1, 10), 3);
    assertThat(heavy.add(new float[3], 5)).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sum.merge(heavy))
        .withMessageContaining("total weight 11.0");
    assertThat(sum.finish().totalWeight()).isEqualTo(6);
  }

  @Test
  void meanOfNothingIsRefused() {
    ExactSum.Total nothing = empty().finish();
    assertThatIllegalStateException()
        .isThrownBy(nothing::mean)
        .withMessageContaining("weight is 0");
  }
}
