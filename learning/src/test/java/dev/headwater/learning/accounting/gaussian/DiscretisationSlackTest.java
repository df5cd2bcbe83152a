package dev.headwater.learning.accounting.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.accounting.numeric.Normal;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscretisationSlackTest {

  private static double weight(long k, double s) {
    return Math.exp(-(double) k * k / (2 * s * s));
  }

  /** The chances of the discrete Gaussian on [-n, n]. */
  private static double[] discrete(int n, double s) {
    double[] chances = new double[2 * n + 1];
    double sum = 0;
    for (int k = -n; k <= n; k++) {
      sum += weight(k, s);
    }
    for (int k = -n; k <= n; k++) {
      chances[k + n] = weight(k, s) / sum;
    }
    return chances;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.6, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 50})
  void boundIsAboveTheExactDistanceAndNotFarAbove(double s) {
    int n = (int) Math.ceil(12 * s) + 2;
    double[] chances = discrete(n, s);
    double distance = 0;
    for (int k = -n; k <= n; k++) {
      double rounded = Normal.between((k - 0.5) / s, (k + 0.5) / s);
      distance += Math.abs(chances[k + n] - rounded) / 2;
    }
    assertThat(DiscretisationSlack.perCoordinate(s)).isBetween(distance, 4 * distance);
    if (s >= 5) {
      assertThat(DiscretisationSlack.perCoordinate(s)).isLessThan(1.2 * distance);
    }
  }

  @Test
  void fineGridsCostNextToNothing() {
    double slack = DiscretisationSlack.slack(10_000, 12_810, 0x1p44, 0, 8);
    assertThat(slack).isPositive().isLessThan(1e-16);
    assertThat(DiscretisationSlack.slack(0, 12_810, 1, 0, 8)).isZero();
    assertThat(DiscretisationSlack.slack(1, 1, 0.01, 0, 800)).isInfinite();
  }

  @Test
  void slackIsEtaForBothNeighbours() {
    double eta = 3 * 7 * (DiscretisationSlack.perCoordinate(4) + 1e-3);
    assertThat(DiscretisationSlack.slack(3, 7, 4, 1e-3, 2))
        .isCloseTo((1 + Math.exp(2)) * eta, Percentage.withPercentage(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"2, 0.5", "2, 1", "5, 0.5", "5, 0.8", "20, 1", "3, 2"})
  void tauBoundsTheDistanceOfASumOfDiscreteGaussians(int clients, double s) {
    DistributedGaussian noise = new DistributedGaussian(clients, s);
    int n = (int) Math.ceil(14 * s) + 2;
    double[] one = discrete(n, s);
    double[] sum = {1};
    for (int c = 0; c < clients; c++) {
      double[] next = new double[sum.length + one.length - 1];
      for (int i = 0; i < sum.length; i++) {
        for (int j = 0; j < one.length; j++) {
          next[i + j] += sum[i] * one[j];
        }
      }
      sum = next;
    }
    double[] single = discrete(sum.length / 2, noise.sumSigmaUnits());
    double distance = 0;
    for (int i = 0; i < sum.length; i++) {
      distance += Math.abs(sum[i] - single[i]) / 2;
    }
    assertThat(noise.tau() + 1e-13).isGreaterThan(distance);
  }

  @Test
  void tauOfOneClientIsZeroAndOfFineGridsNothing() {
    assertThat(new DistributedGaussian(1, 0.5).tau()).isZero();
    assertThat(new DistributedGaussian(1000, 20).tau()).isZero();
    assertThat(new DistributedGaussian(2, 1).tau())
        .isCloseTo(10 * Math.exp(-Math.PI * Math.PI), Percentage.withPercentage(1e-9));
  }

  @Test
  void badValuesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DistributedGaussian(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new DistributedGaussian(3, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DiscretisationSlack.slack(1, 0, 1, 0, 1))
        .withMessageContaining("dimension: 0");
  }

  /** The chances of both, one by one: their ratio within L deviations, and their tails beyond. */
  @ParameterizedTest
  @ValueSource(doubles = {4, 20, 100})
  void ratioOfTheTwoIsWithinItsBound(double s) {
    int n = (int) Math.ceil(8 * s);
    double[] chances = discrete((int) Math.ceil(12 * s), s);
    int centre = chances.length / 2;
    double most = 0;
    for (int k = -n; k <= n; k++) {
      double rounded = Normal.between((k - 0.5) / s, (k + 0.5) / s);
      most = Math.max(most, Math.abs(Math.log(rounded / chances[centre + k])));
    }
    double bound = Math.max(0.125, 64.0 / 24) / (s * s);
    assertThat(most).isBetween(bound / 2, bound);
  }

  @Test
  void largeEpsilonsCostNextToNothingByTheRatio() {
    for (double epsilon : new double[] {0, 1, 28, 60, 852, 50_000}) {
      double real =
          DiscretisationSlack.epsilonByRatio(10_000, 1_000_000, 0x1p36, 0, epsilon, 0.999e-5, 1e-5);
      assertThat(real).isBetween(epsilon, epsilon + 1e-6);
    }
    assertThat(DiscretisationSlack.epsilonByRatio(100, 12_810, 16, 0, 8, 0.999e-5, 1e-5))
        .isInfinite(); // so coarse a grid tells more
  }
}
