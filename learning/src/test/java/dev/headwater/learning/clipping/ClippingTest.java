package dev.headwater.learning.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.FixedPoint;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClippingTest {
  private static float[] random(KeyedRandom random, int length, double size) {
    float[] v = new float[length];
    for (int j = 0; j < length; j++) {
      v[j] = (float) (size * random.nextGaussian());
    }
    return v;
  }

  /** {@code |v|^2 <= norm^2}, in exact arithmetic. */
  private static boolean floatsWithin(float[] v, double norm) {
    BigDecimal sum = BigDecimal.ZERO;
    for (float x : v) {
      sum = sum.add(new BigDecimal((double) x * x)); // a product of two float32 is a double
    }
    return sum.compareTo(new BigDecimal(norm).pow(2)) <= 0;
  }

  /** {@code |q|^2 <= (norm 2^F)^2}, in exact arithmetic, for the integers that are summed. */
  private static boolean gridWithin(float[] v, double norm, FixedPoint grid) {
    BigInteger sum = BigInteger.ZERO;
    for (float x : v) {
      sum = sum.add(BigInteger.valueOf(grid.encode(x)).pow(2));
    }
    BigDecimal bound = new BigDecimal(norm).multiply(new BigDecimal(grid.unit()));
    return new BigDecimal(sum).compareTo(bound.pow(2)) <= 0;
  }

  /** Lengths, sizes, norms and grids of every kind, the coarsest ones with steps near the norm. */
  @Test
  void integersOfTheGridAreNeverAboveTheNorm() {
    KeyedRandom random = KeyedRandom.of(1, 0, "grid", Purpose.PARTITION);
    int clipped = 0;
    for (int i = 0; i < 3000; i++) {
      int length = 1 + random.nextInt(i % 10 == 0 ? 3000 : 40);
      FixedPoint grid = new FixedPoint(16 + random.nextInt(30), 16, 100);
      double norm =
          i % 3 == 0
              ? random.nextDouble() * Math.sqrt(length) * 3 / grid.unit() + 1e-9
              : StrictMath.exp(6 * random.nextDouble() - 5);
      double size = norm / Math.sqrt(length) * StrictMath.exp(4 * random.nextDouble() - 2);
      float[] v = random(random, length, size);
      float[] original = v.clone();
      Clipping.Clipped result = Clipping.clip(v, norm, grid);
      assertThat(floatsWithin(v, norm)).isTrue();
      assertThat(gridWithin(v, norm, grid)).isTrue();
      assertThat(result.before()).isEqualTo(Clipping.norm(original));
      if (result.within()) {
        assertThat(v).isEqualTo(original);
      } else {
        clipped++;
      }
      assertThat(Clipping.clip(v, norm, grid).within()).isTrue(); // a second time changes nothing
    }
    assertThat(clipped).isBetween(1000, 2700);
  }

  @Test
  void roundingUpCannotLiftAVectorAboveTheNorm() {
    // Each value is 0.75 steps: as real numbers the norm is 75 steps, rounded it is 100.
    FixedPoint grid = new FixedPoint(16, 16, 100);
    float[] v = new float[10_000];
    Arrays.fill(v, 0.75f / 65536);
    double norm = 80.0 / 65536;
    assertThat(gridWithin(v, norm, grid)).isFalse();
    assertThat(Clipping.clip(v, norm, grid).within()).isFalse();
    assertThat(gridWithin(v, norm, grid)).isTrue();
  }

  @Test
  void floatsAreNeverAboveTheNorm() {
    KeyedRandom random = KeyedRandom.of(2, 0, "floats", Purpose.PARTITION);
    for (int i = 0; i < 2000; i++) {
      double norm = StrictMath.exp(60 * random.nextDouble() - 50);
      float[] v = random(random, 1 + random.nextInt(30), norm * (0.1 + 3 * random.nextDouble()));
      float[] original = v.clone();
      boolean within = Clipping.clip(v, norm).within();
      assertThat(floatsWithin(v, norm)).isTrue();
      if (within) {
        assertThat(v).isEqualTo(original);
      }
    }
  }

  @Test
  void clippedVectorKeepsItsDirectionAndHasTheNorm() {
    float[] v = {3, -4, 0, 12};
    Clipping.Clipped result = Clipping.clip(v, 6.5, new FixedPoint(40, 16, 100));
    assertThat(result.before()).isEqualTo(13);
    assertThat(result.within()).isFalse();
    assertThat(v).containsExactly(new float[] {1.5f, -2, 0, 6}, within(1e-6f));
    assertThat(Clipping.norm(v)).isCloseTo(6.5, within(1e-6)).isLessThanOrEqualTo(6.5);
  }

  @Test
  void clipOfZeroIsZero() {
    float[] v = new float[5];
    assertThat(Clipping.clip(v, 1e-30, new FixedPoint(20, 16, 100)).within()).isTrue();
    assertThat(Clipping.clip(v, 1e-30).within()).isTrue();
    assertThat(v).containsOnly(0);
  }

  @Test
  void hugeValuesAreClippedWithoutOverflow() {
    float[] v = {Float.MAX_VALUE, -Float.MAX_VALUE};
    Clipping.clip(v, 1, new FixedPoint(40, 16, 100));
    assertThat(v).containsExactly(new float[] {0.70710677f, -0.70710677f}, within(1e-6f));
  }

  @Test
  void valuesThatAreNotFiniteAreRefused() {
    float[] v = {1, Float.NaN};
    assertThat(Clipping.isFinite(v)).isFalse();
    assertThat(Clipping.isFinite(new float[] {1, Float.NEGATIVE_INFINITY})).isFalse();
    assertThat(Clipping.isFinite(new float[] {1, Float.MAX_VALUE})).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Clipping.clip(v, 1))
        .withMessage(
            "clipping: a vector of norm NaN (expected: finite values; refuse the vector, or count it as zero)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Clipping.clip(new float[1], 0))
        .withMessage("clipping norm: 0.0 (expected: finite and above 0)");
  }
}
