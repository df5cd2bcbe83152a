package dev.headwater.learning.accounting.gaussian;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalyticGaussianTest {

  /** mpmath, 40 digits: ncdf(1/(2z) - e z) - exp(e) ncdf(-1/(2z) - e z). */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0.382924922548026",
    "1, 1, 0.126936737506644",
    "1, 5, 1.75463333189623e-8",
    "4.3771781, 1, 9.99999981499445e-6"
  })
  void deltaIsBalleAndWangsFormula(double epsilon, double noise, double delta) {
    assertThat(AnalyticGaussian.delta(epsilon, noise))
        .isCloseTo(delta, Percentage.withPercentage(1e-5));
  }

  @Test
  void epsilonAndNoiseInvertDelta() {
    for (double delta : new double[] {0.3, 1e-5, 1e-12, 1e-30}) {
      for (double noise : new double[] {0.01, 0.3, 1, 4, 50}) {
        double epsilon = AnalyticGaussian.epsilon(delta, noise);
        if (epsilon > 0) {
          assertThat(AnalyticGaussian.delta(epsilon, noise))
              .isLessThanOrEqualTo(delta)
              .isCloseTo(delta, Percentage.withPercentage(1e-6));
          assertThat(AnalyticGaussian.noise(epsilon, delta))
              .isCloseTo(noise, Percentage.withPercentage(1e-6));
        }
      }
    }
  }

  @Test
  void extremesAreWhatTheyShouldBe() {
    assertThat(AnalyticGaussian.epsilon(1e-5, 0)).isInfinite();
    assertThat(AnalyticGaussian.delta(700, 0.001)).isEqualTo(1);
    assertThat(AnalyticGaussian.delta(700, 100)).isZero();
    assertThat(AnalyticGaussian.epsilon(0.5, 1)).isZero();
  }
}
