package dev.headwater.learning.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.noise.NoiseSource;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptiveClippingTest {
  /**
   * Norms are log-normal around 3, so the q-quantile is {@code 3 exp(0.5 Phi^-1(q))}; the start is
   * hundreds of times too small or too large. Seeded: never flakes.
   */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0.01, 3",
    "0.5, 1000, 3",
    "0.9, 0.01, 5.69375",
    "0.1, 1000, 1.58068",
  })
  void normConvergesToTheQuantile(double quantile, double start, double expected) {
    KeyedRandom random = KeyedRandom.of(1, 0, "norms", Purpose.PARTITION);
    NoiseSource noise = NoiseSource.seeded(1, 1, "", Purpose.NOISE);
    double norm = start;
    double mean = 0;
    for (int round = 0; round < 600; round++) {
      int within = 0;
      for (int client = 0; client < 100; client++) {
        within += 3 * StrictMath.exp(0.5 * random.nextGaussian()) <= norm ? 1 : 0;
      }
      double share = AdaptiveClipping.noisedShare(within, 100, 100, 5, noise);
      norm = AdaptiveClipping.next(norm, quantile, share);
      mean += round >= 300 ? norm / 300 : 0;
    }
    assertThat(mean).isCloseTo(expected, within(0.05 * expected));
  }

  /** 1 / sqrt(1 / z^2 - 1 / (2 sigma_b)^2) at z = 1 and sigma_b = 5: 1 / sqrt(0.99). */
  @Test
  void valuesPayForTheCount() {
    assertThat(AdaptiveClipping.valuesNoiseMultiplier(1, 5))
        .isCloseTo(1.005037815259212, within(1e-15));
    assertThat(AdaptiveClipping.valuesNoiseMultiplier(0, 5)).isZero();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdaptiveClipping.valuesNoiseMultiplier(2, 1))
        .withMessageStartingWith(
            "adaptive clipping: noise of deviation 1.0 on the count (expected: above 1.0,");
  }

  /** The two together cost what one Gaussian of multiplier z costs: squares of 1/z add up. */
  @Test
  void countAndValuesTogetherCostWhatIsAccounted() {
    for (double z : new double[] {0.3, 1, 1.7, 9}) {
      double values = AdaptiveClipping.valuesNoiseMultiplier(z, 5);
      double count = 5 / 0.5; // sensitivity 1/2
      assertThat(1 / (values * values) + 1 / (count * count)).isCloseTo(1 / (z * z), within(1e-9));
    }
  }

  @Test
  void oneClientMovesTheCountByHalf() {
    double all = share(60, 100);
    assertThat(share(60, 101) - all).isCloseTo(-0.5 / 80, within(1e-12));
    assertThat(share(61, 101) - all).isCloseTo(0.5 / 80, within(1e-12));
  }

  private static double share(long within, int counted) {
    return AdaptiveClipping.noisedShare(
        within, counted, 80, 2, NoiseSource.seeded(4, 1, "", Purpose.NOISE));
  }

  @Test
  void noiseOfTheShareHasTheDeviationAsked() {
    NoiseSource noise = NoiseSource.seeded(5, 1, "", Purpose.NOISE);
    double squares = 0;
    int draws = 50_000;
    for (int i = 0; i < draws; i++) {
      double error = AdaptiveClipping.noisedShare(25, 50, 50, 3, noise) - 0.5;
      squares += error * error / draws;
    }
    double variance = 3.0 * 3 / (50 * 50);
    assertThat(squares).isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / draws)));
  }
}
