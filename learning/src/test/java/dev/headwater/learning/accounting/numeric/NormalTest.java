package dev.headwater.learning.accounting.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTest {

  /** mpmath, 40 digits: erfc(x / sqrt(2)) / 2 and its logarithm. */
  @ParameterizedTest
  @CsvSource({
    "-6, 0.99999999901341235, -9.8658764552437573e-10",
    "-1, 0.84134474606854295, -0.17275377902344989",
    "0, 0.5, -0.69314718055994531",
    "0.5, 0.3085375387259869, -1.1759117615936186",
    "3, 0.0013498980316300945, -6.6077262215103495",
    "8, 6.2209605742717841e-16, -35.01343715991455",
    "20, 2.7536241186062337e-89, -203.91715537109726",
    "37, 5.7255712225245768e-300, -689.03058557689059"
  })
  void tailsKeepTheirDigits(double x, double above, double log) {
    assertThat(Normal.above(x)).isCloseTo(above, Percentage.withPercentage(1e-12));
    assertThat(Normal.below(-x)).isEqualTo(Normal.above(x));
    assertThat(Normal.logAbove(x)).isCloseTo(log, within(1e-13 * Math.max(1, Math.abs(log))));
  }

  @Test
  void logarithmsGoOnWhereDoublesEnd() {
    assertThat(Normal.above(100)).isZero();
    assertThat(Normal.logAbove(100)).isCloseTo(-5005.524208694205, within(1e-9));
  }

  @Test
  void intervalsInEitherTailKeepTheirDigits() {
    assertThat(Normal.between(8, 9))
        .isCloseTo(Normal.above(8) - Normal.above(9), Percentage.withPercentage(1e-12))
        .isEqualTo(Normal.between(-9, -8));
    assertThat(Normal.between(-1, 1)).isCloseTo(0.6826894921370859, within(1e-15));
    assertThat(Normal.between(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(Normal.between(2, 2)).isZero();
  }

  @Test
  void quantilesAreNeverTooSmall() {
    for (double chance : new double[] {0.3, 1e-5, 1e-45}) {
      double x = Normal.quantileAbove(chance);
      assertThat(Normal.above(x)).isBetween(chance * (1 - 1e-6), chance);
    }
  }
}
