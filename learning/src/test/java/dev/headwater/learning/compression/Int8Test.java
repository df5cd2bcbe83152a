package dev.headwater.learning.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import org.junit.jupiter.api.Test;

class Int8Test {
  private static final Int8 INT8 = new Int8();

  private static float[] rounded(float[] values, int round) {
    float[] copy = values.clone();
    INT8.round(copy, KeyedRandom.of(5, round, "ann", Purpose.ROUNDING));
    return copy;
  }

  /**
   * The mean of 20,000 roundings of 300 values, each within 5.5 of its own deviations: seeded, so
   * it never flakes; with a fresh seed it would fail once in 80,000 times.
   */
  @Test
  void roundingHasNoBias() {
    float[] values = Samples.floats(300, 1, KeyedRandom.of(1, 0, "values", Purpose.PARTITION));
    int draws = 20_000;
    double[] sums = new double[values.length];
    for (int round = 1; round <= draws; round++) {
      float[] once = rounded(values, round);
      for (int j = 0; j < values.length; j++) {
        sums[j] += once[j];
      }
    }
    for (int j = 0; j < values.length; j++) {
      double step = largest(values, j / 256) / 127;
      double part = Math.abs(values[j]) / step - Math.floor(Math.abs(values[j]) / step);
      double deviation = step * Math.sqrt(part * (1 - part) / draws);
      assertThat(sums[j] / draws).isCloseTo(values[j], within(5.5 * deviation + 1e-7));
    }
  }

  private static float largest(float[] values, int block) {
    float most = 0;
    for (int j = 256 * block; j < Math.min(values.length, 256 * block + 256); j++) {
      most = Math.max(most, Math.abs(values[j]));
    }
    return most;
  }

  @Test
  void errorsAreBelowOneStepOfTheBlockAndItsLargestValueIsExact() {
    float[] values = Samples.floats(700, 1, KeyedRandom.of(2, 0, "values", Purpose.PARTITION));
    values[3] = 1000; // makes the first block coarse, and no other
    float[] once = rounded(values, 1);
    for (int j = 0; j < values.length; j++) {
      double step = largest(values, j / 256) / 127;
      assertThat((double) once[j]).isCloseTo(values[j], within(step));
    }
    assertThat(once[3]).isEqualTo(1000);
    assertThat(once[300]).isCloseTo(values[300], within(0.05f));
  }

  @Test
  void anotherClientOrRoundRoundsInAnotherWay() {
    float[] values = Samples.floats(300, 1, KeyedRandom.of(2, 0, "values", Purpose.PARTITION));
    assertThat(rounded(values, 1)).containsExactly(rounded(values, 1));
    assertThat(rounded(values, 2)).isNotEqualTo(rounded(values, 1));
  }

  @Test
  void bytesThatAreNoEncodingAreRefusedOrNotFinite() {
    byte[] bytes = INT8.encode(new float[] {1, 0.5f, -1});
    assertThat(bytes).containsExactly(0, 0, -128, 63, 127, 64, -127);
    bytes[5] = -128;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> INT8.decode(bytes, 3))
        .withMessage("value 1: -128 steps (expected: -127 to 127)");
    bytes[5] = 1;
    bytes[3] = -65; // the scale is -1
    assertThat(INT8.decode(bytes, 3)).containsOnly(Float.NaN);
  }
}
