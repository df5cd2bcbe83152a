package dev.headwater.learning.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Distributions. Each assertion has a false-alarm rate of about 1e-6 for a random seed (5 standard
 * errors, or the chi-square and Kolmogorov-Smirnov quantile of 1e-6); the seed is fixed, so a
 * failure is a change of the code and never bad luck.
 */
class KeyedRandomStatisticsTest {
  private final KeyedRandom random = KeyedRandom.of(20261123, 1, "statistics", Purpose.SHUFFLE);

  /** Upper 1e-6 quantile of chi-square, by Wilson and Hilferty's cube (z = 4.7534). */
  private static double chiSquareLimit(int freedom) {
    double h = 2.0 / (9 * freedom);
    return freedom * Math.pow(1 - h + 4.7534 * Math.sqrt(h), 3);
  }

  private static double chiSquare(long[] counts, double expected) {
    return Arrays.stream(counts).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
  }

  @Test
  void bytesOfTheBitsAreUniform() {
    long[][] counts = new long[4][256];
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      int bits = random.nextBits();
      for (int b = 0; b < 4; b++) {
        counts[b][(bits >>> (8 * b)) & 255]++;
      }
    }
    for (long[] ofByte : counts) {
      assertThat(chiSquare(ofByte, draws / 256.0)).isLessThan(chiSquareLimit(255));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 10, 100})
  void integersBelowABoundAreUniform(int bound) {
    long[] counts = new long[bound];
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      counts[random.nextInt(bound)]++;
    }
    assertThat(chiSquare(counts, (double) draws / bound)).isLessThan(chiSquareLimit(bound - 1));
  }

  /** A multiply-shift without rejection would give the three thirds 1/4, 1/4 and 1/2 or so. */
  @Test
  void integersBelowALargeBoundHaveNoBias() {
    int bound = 3 << 29;
    long[] residues = new long[3];
    int draws = 150_000;
    for (int i = 0; i < draws; i++) {
      residues[random.nextInt(bound) % 3]++;
    }
    assertThat(chiSquare(residues, draws / 3.0)).isLessThan(chiSquareLimit(2));
  }

  @Test
  void gaussiansHaveTheMomentsAndTheShapeOfANormal() {
    int n = 200_000;
    double[] draws = new double[n];
    Arrays.setAll(draws, i -> random.nextGaussian());
    double root = Math.sqrt(n);
    assertThat(mean(draws, 1)).isCloseTo(0, within(5 / root));
    assertThat(mean(draws, 2)).isCloseTo(1, within(5 * Math.sqrt(2) / root));
    assertThat(mean(draws, 3)).isCloseTo(0, within(5 * Math.sqrt(15) / root));
    assertThat(mean(draws, 4)).isCloseTo(3, within(5 * Math.sqrt(96) / root));
    Arrays.sort(draws);
    double distance = 0;
    for (int i = 0; i < n; i++) {
      double p = normalCdf(draws[i]);
      distance = Math.max(distance, Math.max(p - (double) i / n, (i + 1.0) / n - p));
    }
    // Kolmogorov: P(sqrt(n) D > 2.69) = 2 exp(-2 * 2.69^2) = 1e-6.
    assertThat(distance * root).isLessThan(2.69);
  }

  @ParameterizedTest
  @CsvSource({"0.1", "0.5", "1", "2.5", "50"})
  void gammaDrawsHaveMeanAndVarianceOfTheirShape(double shape) {
    int n = 200_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double g = Math.exp(random.nextLogGamma(shape));
      sum += g;
      squares += g * g;
    }
    double mean = sum / n;
    double variance = squares / n - mean * mean;
    assertThat(mean).isCloseTo(shape, within(5 * Math.sqrt(shape / n)));
    // Var of the sample variance is (mu4 - sigma^4) / n with mu4 = 3 a^2 + 6 a.
    double error = Math.sqrt((2 * shape * shape + 6 * shape) / n);
    assertThat(variance).isCloseTo(shape, within(5 * error));
  }

  /** The mean of log Gamma(a) is digamma(a); draws of tiny shapes underflow but not their logs. */
  @Test
  void logGammaOfATinyShapeIsFiniteAndHasTheRightMean() {
    double digamma = -1000.5755719318336; // digamma(0.001)
    double deviation = 1000.0008; // sqrt(trigamma(0.001))
    int n = 50_000;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double log = random.nextLogGamma(0.001);
      assertThat(log).isFinite();
      sum += log;
    }
    assertThat(sum / n).isCloseTo(digamma, within(5 * deviation / Math.sqrt(n)));
  }

  @Test
  void shufflesReachEveryPermutationEquallyOften() {
    long[] counts = new long[120];
    int draws = 60_000;
    for (int i = 0; i < draws; i++) {
      int[] items = {0, 1, 2, 3, 4};
      random.shuffle(items);
      counts[rank(items)]++;
    }
    assertThat(chiSquare(counts, draws / 120.0)).isLessThan(chiSquareLimit(119));
  }

  /** The next client's stream must not resemble this one's: 5 standard errors of a correlation. */
  @Test
  void streamsOfNeighbouringIdentitiesAreUncorrelated() {
    int n = 50_000;
    double sum = 0;
    KeyedRandom a = KeyedRandom.of(1, 1, "client-1", Purpose.SHUFFLE);
    KeyedRandom b = KeyedRandom.of(1, 1, "client-2", Purpose.SHUFFLE);
    for (int i = 0; i < n; i++) {
      sum += a.nextGaussian() * b.nextGaussian();
    }
    assertThat(sum / n).isCloseTo(0, within(5 / Math.sqrt(n)));
  }

  private static double mean(double[] values, int power) {
    return Arrays.stream(values).map(v -> Math.pow(v, power)).sum() / values.length;
  }

  /** Lexicographic rank of a permutation of 0..4. */
  private static int rank(int[] items) {
    int rank = 0;
    for (int i = 0; i < items.length; i++) {
      int smaller = 0;
      for (int j = i + 1; j < items.length; j++) {
        smaller += items[j] < items[i] ? 1 : 0;
      }
      rank = rank * (items.length - i) + smaller;
    }
    return rank;
  }

  /** Abramowitz and Stegun 7.1.26, error below 1.5e-7. */
  private static double normalCdf(double x) {
    double t = 1 / (1 + 0.3275911 * Math.abs(x) / Math.sqrt(2));
    double poly =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    double tail = poly * Math.exp(-x * x / 2) / 2;
    return x > 0 ? 1 - tail : tail;
  }
}
