package dev.headwater.learning.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.Examples;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClippedMomentsTest {
  private static final int CLASSES = 3;

  private static Values perform(ClippedMoments work, Examples examples) {
    LinearModel model = new LinearModel(CLASSES, examples.width());
    return work.perform(
            new LocalInput(
                model,
                Parameters.zeros(model.layout()),
                NamedVectors.NONE,
                examples,
                Examples.none(examples.width()),
                NamedVectors.NONE,
                KeyedRandom.of(1, 1, "client", Purpose.SHUFFLE),
                null,
                purpose -> NoiseSource.seeded(1, 1, "client", purpose)))
        .vectors()
        .get(0);
  }

  private static long[] integers(double norm, Examples examples) {
    return ((Values.Integers) perform(new ClippedMoments(norm, false), examples)).units();
  }

  /** The square of the distance in the unit of the grid, exactly. */
  private static BigInteger square(long[] a, long[] b) {
    BigInteger sum = BigInteger.ZERO;
    for (int j = 0; j < a.length; j++) {
      sum = sum.add(BigInteger.valueOf(a[j] - b[j]).pow(2));
    }
    return sum;
  }

  /** {@code (R^4 + R^2) 4^38}, exactly. */
  private static BigDecimal bound(double norm) {
    BigDecimal r = new BigDecimal(norm);
    return r.pow(4)
        .add(r.pow(2))
        .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(2 * ClippedMoments.FRACTION_BITS)));
  }

  private static Examples with(Examples examples, float[] row, int label) {
    float[] matrix = Arrays.copyOf(examples.matrix(), examples.matrix().length + row.length);
    System.arraycopy(row, 0, matrix, matrix.length - row.length, row.length);
    int[] labels = new int[examples.size() + 1];
    Arrays.setAll(labels, i -> i < examples.size() ? examples.label(i) : label);
    return new Examples(matrix, labels, examples.width());
  }

  private static float[] row(int width, Random random, double deviation) {
    float[] row = new float[width];
    for (int j = 0; j < width; j++) {
      row[j] = (float) (deviation * random.nextGaussian());
    }
    return row;
  }

  /** Neighbouring data: one more picture, as extreme as features can be. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0625, 0.3, 1, 1.7, 16})
  void onePictureMoreMovesTheSumByTheSensitivityAtMost(double norm) {
    int width = 20;
    Examples examples = Samples.examples(30, width, CLASSES, 4);
    long[] without = integers(norm, examples);
    Random random = new Random(5);
    BigDecimal bound = bound(norm);
    BigDecimal largest = BigDecimal.ZERO;
    for (int attack = 0; attack < 300; attack++) {
      float[] extreme = row(width, random, Math.pow(10, attack % 12 - 3));
      if (attack % 5 == 0) {
        Arrays.fill(extreme, 0);
        extreme[attack % width] = attack % 2 == 0 ? Float.MAX_VALUE : -1e20f;
      }
      long[] moved = integers(norm, with(examples, extreme, attack % CLASSES));
      BigDecimal distance = new BigDecimal(square(moved, without));
      assertThat(distance).as("attack %d", attack).isLessThanOrEqualTo(bound);
      largest = largest.max(distance);
    }
    // The bound is no larger than it must be: a row along one axis nearly reaches it.
    assertThat(largest).isGreaterThan(bound.multiply(new BigDecimal("0.998")));
  }

  @Test
  void sensitivityIsTheRootOfTheBoundRoundedUp() {
    for (double norm : new double[] {0.0625, 0.3, 1, 3, 16}) {
      BigDecimal squared = new BigDecimal(ClippedMoments.sensitivity(norm)).pow(2);
      BigDecimal r = new BigDecimal(norm);
      assertThat(squared).isGreaterThanOrEqualTo(r.pow(4).add(r.pow(2)));
      assertThat(ClippedMoments.sensitivity(norm))
          .isLessThan(Math.hypot(norm * norm, norm) * 1.0001);
    }
  }

  /** x = (3/8, 0.25), R = 16: nothing is clipped, class 1 of 2 features' sums are by hand. */
  @Test
  void sumsOfOneShortRowByHand() {
    long[] units = integers(16, new Examples(new float[] {0.375f}, new int[] {1}, 1));
    long one = 1L << ClippedMoments.FRACTION_BITS;
    assertThat(units)
        .containsExactly(
            one * 9 / 64, // 3/8 3/8
            one * 3 / 32 / 128 * 181, // 3/8 1/4 181/128
            one / 16, // 1/4 1/4
            0,
            0,
            one * 3 / 8,
            one / 4,
            0,
            0);
  }

  /** (3, 0.25) is cut to length 1 in its own direction. */
  @Test
  void longRowsKeepTheirDirection() {
    long[] units = integers(1, new Examples(new float[] {3}, new int[] {0}, 1));
    double one = 1L << ClippedMoments.FRACTION_BITS;
    double length = Math.sqrt(9 + 1 / 16.0);
    assertThat(units[0] / one).isBetween(9 / length / length * 0.9999, 9 / length / length);
    assertThat(units[3] / one).isBetween(3 / length * 0.9999, 3 / length);
    assertThat(units[4] / one).isBetween(0.25 / length * 0.9999, 0.25 / length);
  }

  @Test
  void sumsDoNotDependOnTheSplit() {
    Examples all = Samples.examples(5000, 6, CLASSES, 9); // more than one block
    long[] whole = integers(1, all);
    long[] parts = new long[whole.length];
    for (int from = 0; from < 5000; from += 700) {
      int to = Math.min(5000, from + 700);
      int[] labels = new int[to - from];
      for (int i = from; i < to; i++) {
        labels[i - from] = all.label(i);
      }
      long[] part =
          integers(1, new Examples(Arrays.copyOfRange(all.matrix(), 6 * from, 6 * to), labels, 6));
      for (int j = 0; j < parts.length; j++) {
        parts[j] += part[j];
      }
    }
    assertThat(parts).isEqualTo(whole);
  }

  @Test
  void sumsOfWholeClientsAreTheSameAsRealNumbers() {
    Examples examples = Samples.examples(40, 6, CLASSES, 2);
    long[] units = integers(1, examples);
    float[] values = ((Values.Reals) perform(new ClippedMoments(1, true), examples)).values();
    for (int j = 0; j < units.length; j++) {
      assertThat(values[j]).isEqualTo((float) Math.scalb((double) units[j], -38));
    }
  }

  @Test
  void refusesNormsItsIntegersAreNotMadeForAndFeaturesThatAreNoNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClippedMoments(17, false))
        .withMessageContaining("0.0625 to 16");
    assertThatIllegalArgumentException().isThrownBy(() -> new ClippedMoments(Double.NaN, true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> integers(1, new Examples(new float[] {Float.NaN}, new int[] {0}, 1)))
        .withMessageContaining("example 0");
  }
}
