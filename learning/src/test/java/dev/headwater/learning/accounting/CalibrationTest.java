package dev.headwater.learning.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.accounting.gaussian.AnalyticGaussian;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationTest {
  private static final Sampling SAMPLING = new Sampling.Poisson(0.04);

  @Test
  void publishedNoiseMultiplierIsMet() {
    assertThat(Calibration.noiseMultiplier(8, 1e-5, SAMPLING, 2000, AccountantKind.PLD))
        .isCloseTo(1.290, Percentage.withPercentage(0.2));
  }

  @ParameterizedTest
  @EnumSource
  void noiseKeepsTheBudgetAndALittleLessDoesNot(AccountantKind kind) {
    for (double epsilon : new double[] {0.5, 8}) {
      double z = Calibration.noiseMultiplier(epsilon, 1e-5, SAMPLING, 300, kind);
      assertThat(kind.fresh().plus(new Step(SAMPLING, z, 300)).epsilon(1e-5))
          .isLessThanOrEqualTo(epsilon);
      assertThat(kind.fresh().plus(new Step(SAMPLING, z * (1 - 3e-4), 300)).epsilon(1e-5))
          .isGreaterThan(epsilon);
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneRoundMoreWouldOverspend(AccountantKind kind) {
    int rounds = Calibration.rounds(2, 1e-5, new Sampling.Poisson(0.01), 1, kind);
    Step step = new Step(new Sampling.Poisson(0.01), 1, rounds);
    Accountant spent = kind.fresh().plus(step);
    assertThat(spent.epsilon(1e-5)).isLessThanOrEqualTo(2);
    assertThat(spent.plus(new Step(step.sampling(), 1, 1)).epsilon(1e-5)).isGreaterThan(2);
  }

  @Test
  void fixedCohortsAreCalibratedByRdp() {
    Sampling cohort = new Sampling.FixedSize(100, 10_000);
    double z = Calibration.noiseMultiplier(2, 1e-5, cohort, 1000, AccountantKind.RDP);
    assertThat(new RdpAccountant().plus(new Step(cohort, z, 1000)).epsilon(1e-5))
        .isBetween(1.99, 2.0);
  }

  @Test
  void unsampledCalibrationIsTheAnalyticGaussian() {
    double z =
        Calibration.noiseMultiplier(1, 1e-6, new Sampling.Poisson(1), 25, AccountantKind.PLD);
    assertThat(z).isCloseTo(5 * AnalyticGaussian.noise(1, 1e-6), Percentage.withPercentage(0.05));
  }

  @Test
  void noNoiseAllowsNoRound() {
    assertThat(Calibration.rounds(2, 1e-5, SAMPLING, 0, AccountantKind.RDP)).isZero();
  }

  @Test
  void budgetsOutOfReachAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.noiseMultiplier(1e-4, 1e-9, SAMPLING, 10, AccountantKind.RDP))
        .withMessageContaining("raise epsilon or delta, or take fewer rounds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.noiseMultiplier(0, 1e-5, SAMPLING, 1, AccountantKind.RDP))
        .withMessageContaining("epsilon: 0.0");
  }
}
