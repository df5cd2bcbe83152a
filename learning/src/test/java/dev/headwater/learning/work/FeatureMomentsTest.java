package dev.headwater.learning.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Examples;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FeatureMomentsTest {
  private static final Model MODEL = new LinearModel(2, 2);
  private static final FeatureMoments WORK = new FeatureMoments();
  private static final long ONE = 1L << 18;

  private static LocalResult result(Examples examples) {
    return WORK.perform(Inputs.of(MODEL, examples));
  }

  @Test
  void sumsAreThoseOfRoundedFeaturesAndOfTheirSquares() {
    var examples = new Examples(new float[] {1, 0.5f, -2, 0.25f, 3, 8}, new int[] {0, 1, 1}, 2);
    LocalResult result = result(examples);
    assertThat(Inputs.units(result, 0)).containsExactly(2 * ONE, 35 * ONE / 4, 3 * ONE);
    // 1 + 4 + 9, and 1/4 + 1/16 + 64, with 36 fraction bits.
    assertThat(Inputs.units(result, 1)).containsExactly(14 * ONE * ONE, 1029 * ONE * ONE / 16);
    assertThat(result.meanLoss()).isZero();
  }

  @Test
  void featureIsRoundedOnceToTheNearestUnit() {
    float third = 1 / 3f; // 87381.33 units
    LocalResult result = result(new Examples(new float[] {third, -third}, new int[] {0}, 2));
    assertThat(Inputs.units(result, 0)).containsExactly(87_381, -87_381, ONE);
    assertThat(Inputs.units(result, 1)).containsExactly(87_381L * 87_381, 87_381L * 87_381);
  }

  @Test
  void sumsOverAnySplitAreThoseOverAllExamples() {
    KeyedRandom random = KeyedRandom.of(3, 1, "", Purpose.PARTITION);
    int n = 5000;
    float[] matrix = new float[2 * n];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = (float) (16 * random.nextDouble() - 8);
    }
    matrix[0] = 8; // squares of up to 2^42, and more of them than 2^53 holds
    var all = new Examples(matrix, new int[n], 2);
    for (int vector = 0; vector < 2; vector++) {
      long[] whole = Inputs.units(result(all), vector);
      long[] sum = new long[whole.length];
      for (int[] part : new int[][] {{0, 1}, {1, 2049}, {2049, n}}) {
        long[] own = Inputs.units(result(Inputs.part(all, part[0], part[1])), vector);
        Arrays.setAll(sum, j -> sum[j] + own[j]);
      }
      assertThat(sum).containsExactly(whole);
    }
  }

  @Test
  void ofASinglePictureTheyAreThatPicturesFeatures() {
    var one = new Examples(new float[] {1.5f, -0.75f}, new int[] {1}, 2);
    assertThat(Inputs.units(result(one), 0)).containsExactly(3 * ONE / 2, -3 * ONE / 4, ONE);
  }

  @Test
  void featureThatIsTooLargeIsRefusedWithItsPlace() {
    var large = new Examples(new float[] {0, 1, 2, 8.5f}, new int[] {0, 1}, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> result(large))
        .withMessageStartingWith("feature 1 of example 1: 8.5 (expected: at most 8");
  }

  @Test
  void everyExampleIsCountedAndIntegersKeepTheirOwnGrids() {
    assertThat(WORK.weighting(new Weighting.Uniform(), 5, false))
        .isEqualTo(new Weighting.Examples());
    assertThat(WORK.statistics()).isTrue();
    assertThat(WORK.outputs(MODEL, 1))
        .extracting(output -> output.layout().size())
        .containsExactly(3, 2);
    assertThat(WORK.outputs(MODEL, 1))
        .extracting(LocalWork.Output::fractionBits)
        .containsExactly(18, 36);
    assertThat(WORK.outputs(MODEL, 1)).allMatch(LocalWork.Output::integers);
  }
}
