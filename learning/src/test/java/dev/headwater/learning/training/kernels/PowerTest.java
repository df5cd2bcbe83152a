package dev.headwater.learning.training.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PowerTest {
  @ParameterizedTest
  @CsvSource({"2,3", "0.5,2", "2.302585,1", "0.01,-0.5", "1e-10,-1", "64,5", "0.1,10", "7,0.001"})
  void powersAreThoseOfTheLibraryWithinTheStatedError(double base, double exponent) {
    double exact = StrictMath.pow(base, exponent);
    assertThat(Power.of(base, exponent)).isCloseTo(exact, within(4e-10 * exact));
  }

  @Test
  void powerZeroIsExactlyOne() {
    for (double base : new double[] {1e-10, 0.3, 1, 2.302585092994046, 1e5}) {
      assertThat(Power.of(base, 0)).isEqualTo(1);
    }
  }

  @Test
  void resultsBeyondTheRangeAreZeroAndInfinite() {
    assertThat(Power.of(1e-10, 10)).isZero();
    assertThat(Power.of(1e10, 10)).isInfinite();
  }
}
