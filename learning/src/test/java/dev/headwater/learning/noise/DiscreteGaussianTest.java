package dev.headwater.learning.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.random.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All draws are seeded: a test that passes once passes always. */
class DiscreteGaussianTest {
  private static final int DRAWS = 400_000;

  private static NoiseSource seeded(long seed) {
    return NoiseSource.seeded(seed, 1, "gaussian", Purpose.NOISE);
  }

  /** Pearson's statistic as a standard normal deviate (Wilson and Hilferty 1931). */
  private static double chiSquareDeviate(double sigma, DiscreteGaussian gaussian, long seed) {
    int most = (int) Math.ceil(4 * sigma) + 2;
    double[] weight = new double[2 * most + 1];
    double total = 0;
    for (int y = -60 * most; y <= 60 * most; y++) {
      double w = Math.exp(-y * (y / (2 * sigma * sigma)));
      total += w;
      weight[Math.max(-most, Math.min(most, y)) + most] += w;
    }
    long[] counts = new long[weight.length];
    NoiseSource noise = seeded(seed);
    for (int i = 0; i < DRAWS; i++) {
      long y = gaussian.sample(noise);
      counts[(int) Math.max(-most, Math.min(most, y)) + most]++;
    }
    double statistic = 0;
    int cells = 0;
    double restExpected = 0;
    double restCount = 0;
    for (int cell = 0; cell < weight.length; cell++) {
      double expected = weight[cell] / total * DRAWS;
      if (expected < 10) {
        restExpected += expected;
        restCount += counts[cell];
      } else {
        statistic += (counts[cell] - expected) * (counts[cell] - expected) / expected;
        cells++;
      }
    }
    if (restExpected >= 5) {
      statistic += (restCount - restExpected) * (restCount - restExpected) / restExpected;
      cells++;
    } else {
      assertThat(restCount).isLessThan(30);
    }
    double freedom = cells - 1;
    double spread = 2 / (9 * freedom);
    return (Math.cbrt(statistic / freedom) - (1 - spread)) / Math.sqrt(spread);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.75, 1, 1.5, 3, 20})
  void frequenciesAreThoseOfTheExactProbabilities(double sigma) {
    assertThat(chiSquareDeviate(sigma, new DiscreteGaussian(sigma), 1)).isBetween(-4.0, 4.0);
  }

  /** The chi-square test sees a deviation that is two in a hundred off. */
  @Test
  void frequenciesOfAnotherDeviationAreToldApart() {
    assertThat(chiSquareDeviate(3, new DiscreteGaussian(3.06), 1)).isGreaterThan(6);
  }

  /** With all the slack there is, no decision is left to the 64-bit arithmetic. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 3.3, 20, 1234.5, 0x1.7p40})
  void fixedPointDecisionsAreThoseOfTheExactArithmetic(double sigma) {
    NoiseSource first = seeded(2);
    NoiseSource second = seeded(2);
    DiscreteGaussian fast = new DiscreteGaussian(sigma);
    DiscreteGaussian exact = new DiscreteGaussian(sigma, 1L << 52);
    for (int i = 0; i < 3000; i++) {
      assertThat(fast.sample(first)).isEqualTo(exact.sample(second));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0x1p20, 0x1.3p33, 0x1p45, 0x1p56})
  void momentsOfWideNoiseAreThoseOfTheNormal(double sigma) {
    DiscreteGaussian gaussian = new DiscreteGaussian(sigma);
    NoiseSource noise = seeded(3);
    double[] moments = new double[4];
    long outside = 0;
    for (int i = 0; i < DRAWS; i++) {
      double x = gaussian.sample(noise) / sigma;
      double power = 1;
      for (int k = 0; k < 4; k++) {
        power *= x;
        moments[k] += power / DRAWS;
      }
      outside += Math.abs(x) > 3 ? 1 : 0;
    }
    // Five deviations of each mean: 1, 2, 15 and 96 are the variances of x, x^2, x^3 and x^4.
    double root = Math.sqrt(DRAWS);
    assertThat(moments[0]).isCloseTo(0, within(5 / root));
    assertThat(moments[1]).isCloseTo(1, within(5 * Math.sqrt(2) / root));
    assertThat(moments[2]).isCloseTo(0, within(5 * Math.sqrt(15) / root));
    assertThat(moments[3]).isCloseTo(3, within(5 * Math.sqrt(96) / root));
    double expected = 0.0026997960632601866 * DRAWS;
    assertThat((double) outside).isCloseTo(expected, within(5 * Math.sqrt(expected)));
  }

  @Test
  void lowestBitsOfWideNoiseAreFair() {
    DiscreteGaussian gaussian = new DiscreteGaussian(0x1.5p40);
    NoiseSource noise = seeded(4);
    long[] counts = new long[16];
    for (int i = 0; i < DRAWS; i++) {
      counts[(int) (gaussian.sample(noise) & 15)]++;
    }
    double expected = DRAWS / 16.0;
    for (long count : counts) {
      assertThat((double) count).isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
  }

  @Test
  void addToMovesTheGivenPlacesOnly() {
    long[] units = new long[6];
    new DiscreteGaussian(1e9).addTo(units, 2, 5, seeded(5));
    assertThat(units[0]).isZero();
    assertThat(units[1]).isZero();
    assertThat(units[5]).isZero();
    NoiseSource again = seeded(5);
    DiscreteGaussian gaussian = new DiscreteGaussian(1e9);
    for (int j = 2; j < 5; j++) {
      assertThat(units[j]).isEqualTo(gaussian.sample(again)).isNotZero();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.49, -1, 0x1.1p56, Double.NaN, Double.POSITIVE_INFINITY})
  void deviationsThatDoNotFitTheGridAreRefused(double sigma) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DiscreteGaussian(sigma))
        .withMessage(
            "discrete Gaussian: deviation %s (expected: 0.5 to 2^56 units; choose a finer or coarser grid)"
                .formatted(sigma));
  }
}
