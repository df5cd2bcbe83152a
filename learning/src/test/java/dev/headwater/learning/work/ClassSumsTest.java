package dev.headwater.learning.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Examples;
import org.junit.jupiter.api.Test;

class ClassSumsTest {
  private static final Model MODEL = new LinearModel(2, 2);
  private static final Examples EXAMPLES =
      new Examples(new float[] {1, 0.5f, 2, -0.25f, 3, 8}, new int[] {0, 1, 1}, 2);

  private static LocalResult result(LocalWork work, Examples examples) {
    KeyedRandom order = KeyedRandom.of(1, 1, "ann", Purpose.SHUFFLE);
    LocalInput input =
        new LocalInput(
            MODEL,
            Parameters.zeros(MODEL.layout()),
            NamedVectors.NONE,
            examples,
            Examples.none(examples.width()),
            NamedVectors.NONE,
            order,
            null,
            purpose -> {
              throw new AssertionError("statistics draw no noise");
            });
    return work.perform(input);
  }

  private static long[] sums(LocalWork work, int vector) {
    return ((Values.Integers) result(work, EXAMPLES).vectors().get(vector)).units();
  }

  @Test
  void rowsAreTheSumsOfEachClassAndItsNumberOfExamples() {
    long one = 1 << 18;
    assertThat(sums(new ClassSums(), 0))
        .containsExactly(one, one / 2, one, 5 * one, 31 * one / 4, 2 * one);
  }

  @Test
  void sumsAreThoseOfTheMomentsOnACoarserGrid() {
    long[] fine = sums(new Moments(), 1);
    long[] coarse = sums(new ClassSums(), 0);
    assertThat(coarse).hasSameSizeAs(fine);
    for (int j = 0; j < fine.length; j++) {
      assertThat(coarse[j] << 18).isEqualTo(fine[j]);
    }
  }

  @Test
  void everyExampleIsCountedAndTheUploadIsOneRowForEachClass() {
    assertThat(new ClassSums().weighting(new Weighting.Uniform(), 5, false))
        .isEqualTo(new Weighting.Examples());
    assertThat(new ClassSums().outputs(MODEL, 1))
        .singleElement()
        .satisfies(output -> assertThat(output.layout().size()).isEqualTo(2 * 3));
  }

  @Test
  void featureThatIsTooLargeIsRefusedWithItsPlace() {
    Examples large = new Examples(new float[] {0, 1, 2, 8.5f}, new int[] {0, 1}, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> result(new ClassSums(), large))
        .withMessageStartingWith("feature 1 of example 1: 8.5 (expected: at most 8");
  }
}
