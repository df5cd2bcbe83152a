package dev.headwater.learning.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {

  @Test
  void labelsAreCounted() {
    Examples examples = new Examples(new float[8], new int[] {2, 0, 2, 2}, 2);
    assertThat(examples.labelCounts(4)).containsExactly(1, 0, 3, 0);
    assertThat(examples.size()).isEqualTo(4);
    assertThat(Examples.none(5).size()).isZero();
  }

  @Test
  void featuresThatDoNotMatchTheLabelsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Examples(new float[7], new int[2], 4))
        .withMessage("examples: 7 feature values for 2 labels (expected: 4 a label)");
    assertThatIllegalArgumentException().isThrownBy(() -> Examples.none(0));
  }

  @Test
  void negativeLabelsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Examples(new float[2], new int[] {0, -1}, 1))
        .withMessageContaining("label -1");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void featuresThatAreNotFiniteAreNamedAndRefused(float bad) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Examples(new float[] {0, 0, 0, 0, bad, 0}, new int[2], 3))
        .withMessage("examples: feature 1 of example 1 is %s (expected: a finite number)", bad);
  }

  @Test
  void rowsAreCopiedAnewForEveryTurnUnlessTheyAreKept() {
    int[] copies = new int[1];
    FeatureRows rows = countedRows(copies);
    Examples passing = Examples.of(rows, new int[] {0, 1}, 2, false);
    Examples kept = Examples.of(rows, new int[] {0, 1}, 2, true);
    assertThat(copies[0]).isZero();
    for (int turn = 1; turn <= 2; turn++) {
      assertThat(firstTwoRows(passing)).containsExactly(0, 1, 10, 11);
      assertThat(copies[0]).isEqualTo(2 * turn);
    }
    for (int turn = 1; turn <= 2; turn++) {
      assertThat(firstTwoRows(kept)).containsExactly(0, 1, 10, 11);
      assertThat(copies[0]).isEqualTo(6);
    }
  }

  @Test
  void scaledRowsTakeThePlaceOfThoseThatWereKept() {
    int[] copies = new int[1];
    Examples kept = Examples.of(countedRows(copies), new int[] {0, 1}, 2, true);
    Scaling twice = new Scaling(new float[2], new float[] {2, 2});
    assertThat(firstTwoRows(kept)).containsExactly(0, 1, 10, 11);
    assertThat(firstTwoRows(kept.scaled(twice))).containsExactly(0, 2, 20, 22);
    assertThat(firstTwoRows(kept.scaled(twice))).containsExactly(0, 2, 20, 22);
    assertThat(copies[0]).isEqualTo(4);
    assertThat(firstTwoRows(kept)).containsExactly(0, 1, 10, 11);
    assertThat(copies[0]).isEqualTo(6);
  }

  @Test
  void scaledRowsOfATurnAreThoseOfExamplesInMemory() {
    Scaling by = new Scaling(new float[] {1, 2}, new float[] {0.3f, 1e38f});
    Examples inMemory = new Examples(new float[] {0, 1, 10, 11}, new int[] {0, 1}, 2);
    Examples passing = Examples.of(countedRows(new int[1]), new int[] {0, 1}, 2, false);
    assertThat(firstTwoRows(passing.scaled(by))).isEqualTo(inMemory.scaled(by).matrix());
  }

  @Test
  void rowThatIsNotFiniteIsRefusedWhenItIsLoaded() {
    Examples broken =
        Examples.of(
            (row, into, offset) -> into[offset] = row == 1 ? Float.NaN : 0, new int[2], 1, false);
    for (int turn = 0; turn < 2; turn++) {
      assertThatIllegalArgumentException()
          .isThrownBy(broken::turn)
          .withMessage("examples: feature 0 of example 1 is NaN (expected: a finite number)");
    }
  }

  private static FeatureRows countedRows(int[] copies) {
    return (row, into, offset) -> {
      copies[0]++;
      into[offset] = 10 * row;
      into[offset + 1] = 10 * row + 1;
    };
  }

  private static float[] firstTwoRows(Examples examples) {
    try (Examples.Turn turn = examples.turn()) {
      return Arrays.copyOf(turn.examples().matrix(), 4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.1, 0, 0, 0, local-epochs",
    "1, 0, 0.1, 0, 0, 0, batch-size",
    "1, 1, 0, 0, 0, 0, lr",
    "1, 1, NaN, 0, 0, 0, lr",
    "1, 1, Infinity, 0, 0, 0, lr",
    "1, 1, 0.1, 1, 0, 0, momentum",
    "1, 1, 0.1, -0.1, 0, 0, momentum",
    "1, 1, 0.1, 0, -1, 0, weight-decay",
    "1, 1, 0.1, 0, NaN, 0, weight-decay",
    "1, 1, 0.1, 0, 0, -1, proximal-mu",
    "1, 1, 0.1, 0, 0, Infinity, proximal-mu",
  })
  void hyperparametersOutOfRangeAreRefusedByTheNameOfTheirFlag(
      int epochs, int batch, double rate, double m, double decay, double mu, String flag) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Hyperparameters(epochs, batch, rate, m, decay, mu))
        .withMessageStartingWith(flag + ": ")
        .withMessageContaining("expected");
  }

  @Test
  void learningRateIsReplacedAlone() {
    assertThat(new Hyperparameters(2, 3, 0.1, 0.9, 0.01, 0.5).withLearningRate(0.2))
        .isEqualTo(new Hyperparameters(2, 3, 0.2, 0.9, 0.01, 0.5));
  }
}
