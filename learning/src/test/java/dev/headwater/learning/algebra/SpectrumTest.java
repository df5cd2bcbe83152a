package dev.headwater.learning.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpectrumTest {
  private static double[][] random(int n, long seed) {
    Random random = new Random(seed);
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        a[i][j] = random.nextGaussian();
        a[j][i] = a[i][j];
      }
    }
    return a;
  }

  private static double[] times(double[][] a, double[] x) {
    return Arrays.stream(a)
        .mapToDouble(
            row -> {
              double sum = 0;
              for (int j = 0; j < x.length; j++) {
                sum += row[j] * x[j];
              }
              return sum;
            })
        .toArray();
  }

  private static double[] sorted(double[][] a) {
    double[] values = Spectrum.of(a).values();
    Arrays.sort(values);
    return values;
  }

  private static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(tolerance));
    }
  }

  /** (2 1; 1 2) has 3 along (1, 1) and 1 along (1, -1). */
  @Test
  void twoByTwoByHand() {
    double[][] a = {{2, 1}, {1, 2}};
    assertClose(sorted(a), new double[] {1, 3}, 1e-15);
    double[] halved = Spectrum.of(a).apply(l -> l > 2 ? 10 : 1, new double[] {1, 0});
    assertClose(halved, new double[] {5.5, 4.5}, 1e-14);
  }

  /** A path of three has 2 and 2 -+ the root of 2; an arrow has its root twice and zeros. */
  @Test
  void threeByThreeByHand() {
    double[][] path = {{2, -1, 0}, {-1, 2, -1}, {0, -1, 2}};
    assertClose(sorted(path), new double[] {2 - Math.sqrt(2), 2, 2 + Math.sqrt(2)}, 1e-14);
    double[][] arrow = {{0, 0, 0, 2}, {0, 0, 0, 3}, {0, 0, 0, 6}, {2, 3, 6, 0}};
    assertClose(sorted(arrow), new double[] {-7, 0, 0, 7}, 1e-14);
  }

  @Test
  void diagonalSingleAndZeroMatricesNeedNoSteps() {
    assertThat(Spectrum.of(new double[][] {{-4}}).values()).containsExactly(-4);
    double[][] diagonal = {{3, 0, 0}, {0, -1, 0}, {0, 0, 2}};
    assertThat(sorted(diagonal)).containsExactly(-1, 2, 3);
    assertThat(Spectrum.of(diagonal).apply(l -> l * l, new double[] {1, 1, 1}))
        .containsExactly(9, 1, 4);
    assertThat(sorted(new double[3][3])).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 17, 64, 150})
  void identityFunctionGivesTheMatrixAndInverseSolves(int n) {
    double[][] a = random(n, n);
    double[] b = random(n, 1000 + n)[n - 1];
    Spectrum spectrum = Spectrum.of(a);
    assertClose(spectrum.apply(l -> l, b), times(a, b), 1e-12 * n);
    assertClose(spectrum.apply(l -> 1, b), b, 1e-13 * n);
    double[] x = spectrum.apply(l -> 1 / (l * l + 1), b);
    double[] back = times(a, times(a, x));
    for (int i = 0; i < n; i++) {
      back[i] += x[i];
    }
    assertClose(back, b, 1e-12 * n);
  }

  /** Half of the eigenvalues of a matrix of low rank are zero, many equal ones come together. */
  @Test
  void repeatedEigenvaluesAreFound() {
    int n = 40;
    double[] v = random(n, 3)[n - 1];
    double square = 0;
    for (double value : v) {
      square += value * value;
    }
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i][j] = v[i] * v[j] / square + (i == j ? 5 : 0);
      }
    }
    double[] expected = new double[n];
    Arrays.fill(expected, 5);
    expected[n - 1] = 6;
    assertClose(sorted(a), expected, 1e-13);
  }

  @Test
  void traceAndSquareOfTheNormAreThoseOfTheEigenvalues() {
    double[][] a = random(90, 8);
    double trace = 0;
    double square = 0;
    for (int i = 0; i < 90; i++) {
      trace += a[i][i];
      for (int j = 0; j < 90; j++) {
        square += a[i][j] * a[i][j];
      }
    }
    double[] values = sorted(a);
    assertThat(Arrays.stream(values).sum()).isCloseTo(trace, within(1e-11));
    assertThat(Arrays.stream(values).map(l -> l * l).sum()).isCloseTo(square, within(1e-9));
  }

  @Test
  void readsTheLowerTriangleAloneAndLeavesItsArgumentsAsTheyAre() {
    double[][] a = {{2, Double.NaN}, {1, 2}};
    double[] b = {1, 0};
    assertClose(Spectrum.of(a).apply(l -> l, b), new double[] {2, 1}, 1e-14);
    assertThat(b).containsExactly(1, 0);
    assertThat(a[1]).containsExactly(1, 2);
  }

  @Test
  void refusesWhatIsNoNumber() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Spectrum.of(new double[][] {{1, 0}, {Double.NaN, 1}}))
        .withMessageContaining("row 2");
  }
}
