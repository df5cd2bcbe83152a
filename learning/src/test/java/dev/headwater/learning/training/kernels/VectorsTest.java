package dev.headwater.learning.training.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {
  private final KeyedRandom random = KeyedRandom.of(1, 0, "vectors", Purpose.SHUFFLE);

  private float[] noise(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 23, 24, 25, 100, 1279, 1280, 1281})
  void dotOfThirdsIsTheInnerProductForEveryLength(int width) {
    float[] x = noise(width + 4);
    float[] y = noise(width + 9);
    double expected = 0;
    for (int k = 0; k < width; k++) {
      expected += (double) x[k + 2] * y[k + 5];
    }
    float[][] cutX = Vectors.thirds(width);
    float[][] cutY = Vectors.thirds(width);
    Vectors.cut(x, 2, width, cutX);
    Vectors.cut(y, 5, width, cutY);
    assertThat((double) Vectors.dot(cutX, cutY, new float[cutX[0].length]))
        .isCloseTo(expected, within(1e-6 * width));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 8, 11})
  void combinationsOfAnyNumberOfRowsAreSummed(int rows) {
    float[][] x = new float[rows][];
    for (int i = 0; i < rows; i++) {
      x[i] = noise(37);
    }
    float[] c = noise(rows + 2);
    float[] y = noise(37);
    double[] expected = new double[37];
    for (int k = 0; k < 37; k++) {
      expected[k] = y[k];
      for (int i = 0; i < rows; i++) {
        expected[k] += (double) c[i + 2] * x[i][k];
      }
    }
    Vectors.addCombination(y, x, c, 2, rows);
    for (int k = 0; k < 37; k++) {
      assertThat((double) y[k]).isCloseTo(expected[k], within(1e-5));
    }
  }

  @Test
  void exponentialIsWithinItsStatedError() {
    for (double x = 0; x >= -80; x -= 0.00313) {
      double expected = Math.exp(x);
      assertThat(Vectors.exp(x)).isCloseTo(expected, within(3e-10 * expected));
    }
    assertThat(Vectors.exp(0)).isEqualTo(1);
    assertThat(Vectors.exp(-80.001)).isZero();
    assertThat(Vectors.exp(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(Vectors.exp(Double.NaN)).isNaN();
  }

  @Test
  void softmaxSumsToOneAndReturnsTheCrossEntropy() {
    float[] z = {1, 2, 3};
    double loss = Vectors.softmax(z, 1);
    double sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    assertThat(loss).isCloseTo(Math.log(sum) - 2, within(1e-9));
    for (int c = 0; c < 3; c++) {
      assertThat((double) z[c]).isCloseTo(Math.exp(c + 1.0) / sum, within(1e-7));
    }
  }

  @Test
  void lossIsNeverBelowZero() {
    assertThat(Vectors.softmax(new float[] {500, 0, -500}, 0)).isZero();
    assertThat(Vectors.softmax(new float[] {500, 0, -500}, 2)).isEqualTo(1000);
  }
}
