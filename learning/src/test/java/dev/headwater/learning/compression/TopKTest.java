package dev.headwater.learning.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopKTest {
  @Test
  void theLargestAreTakenAndOfEqualOnesThoseInFront() {
    assertThat(Largest.of(new float[] {1, -3, 2, 3, -2, 0}, 2)).containsExactly(1, 3);
    assertThat(Largest.of(new float[] {1, -3, 2, 3, -2, 0}, 3)).containsExactly(1, 2, 3);
    assertThat(Largest.of(new float[] {0, -0.0f, 0, 0}, 2)).containsExactly(0, 1);
    assertThat(Largest.of(new float[] {5, Float.NaN, Float.POSITIVE_INFINITY}, 1))
        .containsExactly(1);
    assertThat(Largest.of(new float[] {1, 2}, 2)).containsExactly(0, 1);
  }

  /** Against a stable sort; half of the values are rounded to few bits, so that many are equal. */
  @Test
  void theyAreThoseOfAStableSort() {
    KeyedRandom random = KeyedRandom.of(4, 0, "values", Purpose.PARTITION);
    for (int size : new int[] {1, 2, 31, 1000, 5000}) {
      float[] values = Samples.floats(size, 1, random);
      for (int j = 0; j < size; j += 2) {
        values[j] = Math.round(values[j] * 4) / 4f;
      }
      for (int count : new int[] {1, size / 20 + 1, size / 2 + 1, size}) {
        int most = Math.min(count, size);
        int[] expected =
            IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparing(j -> -Math.abs(values[j])))
                .limit(most)
                .mapToInt(j -> j)
                .sorted()
                .toArray();
        assertThat(Largest.of(values, most)).containsExactly(expected);
      }
    }
  }

  @Test
  void whatIsTakenAndWhatStaysTogetherAreEverything() {
    float[] values = {0.5f, -4, 3, 1};
    float[] rest = values.clone();
    assertThat(new TopK(0.5).take(rest)).containsExactly(0, -4, 3, 0);
    assertThat(rest).containsExactly(0.5f, 0, 0, 1);
  }

  @Test
  void sharesAreRoundedUp() {
    assertThat(new TopK(0.1).count(10)).isEqualTo(1);
    assertThat(new TopK(0.1).count(12_810)).isEqualTo(1281);
    assertThat(new TopK(0.1).count(11)).isEqualTo(2);
    assertThat(new TopK(1e-9).count(5)).isEqualTo(1);
    assertThat(new TopK(1).count(5)).isEqualTo(5);
  }

  @Test
  void onlyFeedbackRemembers() {
    TopK plain = (TopK) Compressions.CHOICES.parse("top-k:0.25,no-feedback");
    assertThat(plain).isEqualTo(new TopK(0.25, false));
    assertThat(plain.keepsResidual()).isFalse();
    assertThat(new TopK(0.25).keepsResidual()).isTrue();
    assertThat(plain.spec()).hasToString("top-k:0.25,no-feedback");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Compressions.CHOICES.parse("top-k:0.25,feedback"))
        .withMessage(
            "compression: top-k:0.25,feedback (expected: top-k:SHARE, or top-k:SHARE,no-feedback)");
  }

  @Test
  void positionsThatAreNoPositionsAreRefused() {
    TopK half = new TopK(0.5);
    byte[] bytes = half.encode(new float[] {0, 1, 0, 2});
    assertThat(Arrays.copyOf(bytes, 8)).containsExactly(1, 0, 0, 0, 3, 0, 0, 0);
    bytes[4] = 1;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> half.decode(bytes, 4))
        .withMessage("position 1 of 2: 1 (expected: above 1 and below 4)");
    bytes[7] = -1;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> half.decode(bytes, 4))
        .withMessage("position 1 of 2: 4278190081 (expected: above 1 and below 4)");
  }
}
