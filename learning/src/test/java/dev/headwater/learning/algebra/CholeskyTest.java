package dev.headwater.learning.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyTest {
  /**
   *
   *
   * <pre>
   *      2              4  12 -16
   * L =  6 1     LL' = 12  37 -43     A (1, 2, 3)' = (-20, -43, 192)'
   *     -8 5 3        -16 -43  98
   * </pre>
   */
  @Test
  void solvesThreeEquationsByHand() {
    double[][] a = {{4, 12, -16}, {12, 37, -43}, {-16, -43, 98}};
    assertThat(Cholesky.of(a).solve(new double[] {-20, -43, 192})).containsExactly(1, 2, 3);
  }

  @Test
  void readsTheLowerTriangleAloneAndLeavesItsArgumentsAsTheyAre() {
    double[][] a = {{4, Double.NaN, 7}, {12, 37, 1e9}, {-16, -43, 98}};
    double[] b = {-20, -43, 192};
    assertThat(Cholesky.of(a).solve(b)).containsExactly(1, 2, 3);
    assertThat(b).containsExactly(-20, -43, 192);
    assertThat(a[2]).containsExactly(-16, -43, 98);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 17, 64, 130})
  void solvesRandomSystems(int n) {
    Random random = new Random(n);
    double[][] b = new double[n][n];
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextGaussian();
      for (int j = 0; j < n; j++) {
        b[i][j] = random.nextGaussian();
      }
    }
    double[][] a = new double[n][n];
    double[] right = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          a[i][j] += b[i][k] * b[j][k] / n;
        }
        a[i][j] += i == j ? 1 : 0; // condition below 10
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        right[i] += a[i][j] * x[j];
      }
    }
    double[] found = Cholesky.of(a).solve(right);
    for (int i = 0; i < n; i++) {
      assertThat(found[i]).isCloseTo(x[i], within(1e-10));
    }
  }

  @Test
  void matricesThatAreNotPositiveDefiniteAreRefusedWithThePivot() {
    assertRefused("pivot 2 of 2 is 0", new double[][] {{1, 2}, {2, 4}});
    assertRefused("pivot 2 of 2 is -3", new double[][] {{1, 2}, {2, 1}});
    assertRefused("pivot 1 of 2 is 0", new double[][] {{0, 0}, {0, 1}});
    assertRefused("pivot 1 of 1 is NaN", new double[][] {{Double.NaN}});
    // the third column is the sum of the others, up to the rounding of 1/3
    double t = 1.0 / 3;
    assertRefused(
        "pivot 3 of 3", new double[][] {{1, t, 1 + t}, {t, 1, 1 + t}, {1 + t, 1 + t, 2 + 2 * t}});
  }

  private static void assertRefused(String message, double[][] matrix) {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Cholesky.of(matrix))
        .withMessageStartingWith(message)
        .withMessageContaining("where the diagonal is");
  }
}
