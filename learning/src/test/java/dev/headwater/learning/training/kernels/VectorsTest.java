package dev.headwater.learning.training.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VectorsTest {
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
