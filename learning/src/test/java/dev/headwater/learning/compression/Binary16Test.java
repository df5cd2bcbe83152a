package dev.headwater.learning.compression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Binary16Test {
  private static final int VALUES = 1 << 16;

  /** The value by its definition, in double precision, which holds every one exactly. */
  private static double defined(int half) {
    int exponent = half >>> 10 & 0x1f;
    int fraction = half & 0x3ff;
    double size =
        exponent == 0
            ? Math.scalb((double) fraction, -24)
            : exponent == 0x1f
                ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : Math.scalb(1 + fraction / 1024.0, exponent - 15);
    return half >= 0x8000 ? -size : size;
  }

  @Test
  void everyValueIsWhatItsBitsSayAndComesBack() {
    for (int half = 0; half < VALUES; half++) {
      float value = Binary16.toFloat((short) half);
      double expected = defined(half);
      if (Double.isNaN(expected)) {
        assertThat(value).isNaN();
        assertThat(Binary16.toFloat(Binary16.of(value))).isNaN();
      } else {
        assertThat(Double.compare(value, expected)).as("%x", half).isZero(); // -0 is not 0
        assertThat(Binary16.of(value) & 0xffff).isEqualTo(half);
      }
    }
  }

  /** Between two neighbours: half-way to the even one, and a float32 to either side of it. */
  @Test
  void valuesInBetweenGoToTheNearestAndOfTwoToTheEvenOne() {
    for (int half = 0; half < 0x7c00; half++) {
      double upper = half == 0x7bff ? 65536 : defined(half + 1);
      float middle = (float) ((defined(half) + upper) / 2);
      for (int sign : new int[] {0, 0x8000}) {
        float signed = sign == 0 ? middle : -middle;
        float less = sign == 0 ? Math.nextDown(signed) : Math.nextUp(signed);
        float more = sign == 0 ? Math.nextUp(signed) : Math.nextDown(signed);
        assertThat(Binary16.of(less) & 0xffff).as("below").isEqualTo(sign | half);
        assertThat(Binary16.of(signed) & 0xffff)
            .as("tie at %s", signed)
            .isEqualTo(sign | (half % 2 == 0 ? half : half + 1));
        assertThat(Binary16.of(more) & 0xffff).as("above").isEqualTo(sign | half + 1);
      }
    }
  }

  @Test
  void valuesFrom65520OnAreInfiniteAndTinyOnesZero() {
    assertThat(Binary16.toFloat(Binary16.of(65519.996f))).isEqualTo(65504);
    assertThat(Binary16.toFloat(Binary16.of(65520))).isInfinite();
    assertThat(Binary16.toFloat(Binary16.of(-Float.MAX_VALUE))).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Binary16.of(0x1p-25f)).isZero(); // a tie: 0 is even
    assertThat(Binary16.of(Math.nextUp(0x1p-25f))).isEqualTo((short) 1);
    assertThat(Binary16.of(-Float.MIN_VALUE)).isEqualTo((short) 0x8000);
  }

  @Test
  void cutValuesAreTheLargestThatAreNotLarger() {
    for (int half = 0; half < 0x7bff; half++) {
      double value = defined(half);
      double next = defined(half + 1);
      for (double between : new double[] {value, value + (next - value) / 3, Math.nextDown(next)}) {
        assertThat(Binary16.towardsZero(between) & 0xffff).isEqualTo(half);
        assertThat(Binary16.towardsZero(-between) & 0xffff).isEqualTo(0x8000 | half);
      }
    }
  }
}
