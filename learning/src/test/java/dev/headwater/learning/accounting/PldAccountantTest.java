package dev.headwater.learning.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.accounting.gaussian.AnalyticGaussian;
import dev.headwater.learning.accounting.numeric.Normal;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PldAccountantTest {

  private static PldAccountant spent(double rate, double noise, int steps) {
    return new PldAccountant().plus(new Step(new Sampling.Poisson(rate), noise, steps));
  }

  @Test
  void publishedValueIsMetFromBothSides() {
    Bracket bracket = spent(0.01, 1, 1000).bracket(1e-5);
    assertThat(bracket.lower()).isBetween(1.818, 1.838);
    assertThat(bracket.upper()).isBetween(bracket.lower(), 1.838);
  }

  /**
   * Koskela, Jaelkoe, Honkela's Fourier accountant, its readme's example: delta of epsilon 1 for q
   * 0.01 and sigma 4 is 4.243484e-6 (after 10,000 rounds: after the 1,000 printed there it is
   * 1e-34, by any accountant).
   */
  @Test
  void fourierAccountantsExampleIsMet() {
    PldAccountant rounds = spent(0.01, 4, 10_000);
    assertThat(rounds.delta(1)).isCloseTo(4.243484e-6, Percentage.withPercentage(1));
    Bracket bracket = rounds.bracket(4.243484e-6);
    assertThat(bracket.lower()).isLessThan(1.0001);
    assertThat(bracket.upper()).isGreaterThan(0.9999);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1e-5",
    "1, 10, 1e-5",
    "5, 100, 1e-5",
    "20, 10000, 1e-9",
    "0.3, 50, 1e-6",
    "3, 7, 0.1"
  })
  void bracketContainsTheExactEpsilonOfUnsampledRounds(double noise, int rounds, double delta) {
    double exact = AnalyticGaussian.epsilon(delta, noise / Math.sqrt(rounds));
    Bracket bracket = spent(1, noise, rounds).bracket(delta);
    assertThat(bracket.lower()).isLessThanOrEqualTo(exact);
    assertThat(bracket.upper()).isGreaterThanOrEqualTo(exact);
    assertThat(bracket.upper() - bracket.lower()).isLessThan(0.002 * exact);
    Bracket replaced =
        new PldAccountant()
            .plus(new Step(new Sampling.FixedSize(9, 9), 2 * noise, rounds))
            .bracket(delta);
    assertThat(replaced).isEqualTo(bracket);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 1, 0.5", "0.3, 0.7, 2", "0.05, 0.5, 1", "0.9, 2, 1", "0.01, 0.4, 3"})
  void twoRoundsAgreeWithDirectIntegration(double rate, double noise, double epsilon) {
    double delta =
        Math.max(integrated(rate, noise, epsilon, true), integrated(rate, noise, epsilon, false));
    PldAccountant two = spent(rate, noise, 2);
    assertThat(two.delta(epsilon)).isBetween(delta * (1 - 1e-6), delta * 1.02);
    Bracket bracket = two.bracket(delta);
    assertThat(bracket.lower()).isLessThanOrEqualTo(epsilon * (1 + 1e-7));
    assertThat(bracket.upper()).isGreaterThanOrEqualTo(epsilon * (1 - 1e-7));
  }

  /** Integral over the first round's x of the second's delta(epsilon - loss(x)), by Simpson. */
  private static double integrated(double q, double z, double epsilon, boolean removal) {
    int n = 40_000;
    double low = -12 * z;
    double width = (1 + 24 * z) / n;
    double sum = 0;
    for (int i = 0; i <= n; i++) {
      double x = low + i * width;
      double ratio = 1 - q + q * Math.exp((2 * x - 1) / (2 * z * z));
      double plain = Math.exp(-x * x / (2 * z * z)) / (z * Math.sqrt(2 * Math.PI));
      double loss = removal ? Math.log(ratio) : -Math.log(ratio);
      double weight = i == 0 || i == n ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * (removal ? plain * ratio : plain) * once(q, z, epsilon - loss, removal);
    }
    return sum * width / 3;
  }

  /** delta of one round at any real epsilon, in closed form. */
  private static double once(double q, double z, double epsilon, boolean removal) {
    double bound = removal ? epsilon : -epsilon;
    double excess = (Math.exp(bound) - (1 - q)) / q;
    double x = excess <= 0 ? Double.NEGATIVE_INFINITY : z * z * Math.log(excess) + 0.5;
    if (removal) {
      double plain = Normal.above(x / z);
      double mixture = (1 - q) * plain + q * Normal.above((x - 1) / z);
      return mixture - Math.exp(epsilon) * plain;
    }
    double plain = Normal.below(x / z);
    double mixture = (1 - q) * plain + q * Normal.below((x - 1) / z);
    return Math.max(0, plain - Math.exp(epsilon) * mixture);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0001, 20, 100000, 1e-5",
    "0.0001, 0.3, 1, 1e-5",
    "0.0001, 0.3, 1000, 1e-5",
    "0.01, 0.3, 10, 1e-5",
    "0.01, 0.3, 100000, 1e-5",
    "0.5, 20, 100000, 1e-6",
    "0.5, 0.3, 10000, 1e-5",
    "0.99, 0.3, 100, 1e-5",
    "0.0042667, 1.1, 14062, 1e-5",
    "0.01, 1, 1000, 1e-10",
    "0.01, 1, 1000, 1e-20",
    "0.04, 1.29, 2000, 1e-5"
  })
  void bracketsAreTightAndBelowRenyiOverTheWholeRange(
      double rate, double noise, int steps, double delta) {
    Bracket bracket = spent(rate, noise, steps).bracket(delta);
    double renyi =
        new RdpAccountant().plus(new Step(new Sampling.Poisson(rate), noise, steps)).epsilon(delta);
    assertThat(bracket.upper()).isPositive().isLessThanOrEqualTo(renyi);
    assertThat(bracket.upper() - bracket.lower()).isLessThan(0.01 * bracket.upper());
  }

  @Test
  void randomRunsHaveSoundBrackets() {
    Random random = new Random(7);
    for (int i = 0; i < 25; i++) {
      double rate = Math.pow(10, -4 * random.nextDouble());
      double noise = 0.5 * Math.pow(20, random.nextDouble());
      int steps = (int) Math.pow(10, 4 * random.nextDouble());
      double delta = Math.pow(10, -3 - 5 * random.nextDouble());
      PldAccountant pld = spent(rate, noise, steps);
      double upper = pld.bracket(delta).upper();
      assertThat(pld.epsilon(delta)).isEqualTo(upper);
      assertThat(pld.plus(new Step(new Sampling.Poisson(rate), noise, steps)).epsilon(delta))
          .isGreaterThanOrEqualTo(pld.bracket(delta).lower());
    }
  }

  @Test
  void epsilonGrowsWithRateAndRoundsAndFallsWithNoiseAndDelta() {
    double epsilon = spent(0.02, 1.2, 500).epsilon(1e-5);
    for (double more : new double[] {1.05, 1.5, 4}) {
      assertThat(spent(0.02 * more, 1.2, 500).epsilon(1e-5)).isGreaterThan(epsilon);
      assertThat(spent(0.02, 1.2 / more, 500).epsilon(1e-5)).isGreaterThan(epsilon);
      assertThat(spent(0.02, 1.2, (int) (500 * more)).epsilon(1e-5)).isGreaterThan(epsilon);
      assertThat(spent(0.02, 1.2, 500).epsilon(1e-5 / more)).isGreaterThan(epsilon);
    }
  }

  @Test
  void halvesMakeTheWhole() {
    double whole = spent(0.01, 1, 1000).epsilon(1e-5);
    Step half = new Step(new Sampling.Poisson(0.01), 1, 500);
    assertThat(new PldAccountant().plus(half).plus(half).epsilon(1e-5)).isEqualTo(whole);
    // As unlike steps, by way of a rate that differs in the last digit.
    Step other = new Step(new Sampling.Poisson(Math.nextUp(0.01)), 1, 500);
    assertThat(new PldAccountant().plus(half).plus(other).epsilon(1e-5))
        .isCloseTo(whole, Percentage.withPercentage(1e-6));
  }

  @Test
  void unlikeUnsampledRoundsAreOneGaussian() {
    Sampling all = new Sampling.Poisson(1);
    Bracket bracket =
        new PldAccountant()
            .plus(new Step(all, 2, 3))
            .plus(new Step(all, 10, 40))
            .plus(new Step(all, 50, 100))
            .bracket(1e-6);
    double exact = AnalyticGaussian.epsilon(1e-6, 1 / Math.sqrt(3 / 4.0 + 0.4 + 0.04));
    assertThat(exact).isBetween(bracket.lower(), bracket.upper());
    assertThat(bracket.upper()).isCloseTo(exact, Percentage.withPercentage(0.2));
  }

  @Test
  void mixedStepsCostMoreThanEitherAndLessThanRenyiSays() {
    Step sampled = new Step(new Sampling.Poisson(0.02), 1.1, 300);
    Step quiet = new Step(new Sampling.Poisson(0.3), 8, 300);
    double mixed = new PldAccountant().plus(sampled).plus(quiet).epsilon(1e-5);
    assertThat(mixed)
        .isGreaterThan(new PldAccountant().plus(sampled).epsilon(1e-5))
        .isGreaterThan(new PldAccountant().plus(quiet).epsilon(1e-5))
        .isLessThan(new RdpAccountant().plus(sampled).plus(quiet).epsilon(1e-5));
  }

  @Test
  void epsilonAndDeltaAreNearlyInverse() {
    PldAccountant rounds = spent(0.01, 1, 1000);
    assertThat(rounds.delta(rounds.epsilon(1e-5))).isCloseTo(1e-5, Percentage.withPercentage(1));
    assertThat(spent(0.0001, 20, 1).delta(0)).isBetween(1.9e-6, 2.1e-6);
  }

  @Test
  void whatIsBelowDeltaAtZeroCostsNothing() {
    assertThat(spent(0.0001, 20, 1).bracket(1e-5)).isEqualTo(new Bracket(0, 0));
    assertThat(new PldAccountant().bracket(1e-5)).isEqualTo(new Bracket(0, 0));
  }

  @Test
  void noNoiseCostsEverything() {
    PldAccountant naked = spent(0.01, 0, 1);
    assertThat(naked.epsilon(1e-5)).isInfinite();
    assertThat(naked.delta(5)).isEqualTo(1);
    assertThat(spent(0.01, 0.01, 10).epsilon(1e-5)).isFinite().isGreaterThan(1000);
  }

  @Test
  void smallFixedCohortsAreSentToRdp() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PldAccountant().plus(new Step(new Sampling.FixedSize(10, 100), 1, 1)))
        .withMessageContaining("rdp");
  }

  /** So little noise that the losses of a round fit no grid: the Renyi bound is what is known. */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.01, 1e-3})
  void nextToNoNoiseCostsALargeEpsilonAndIsNoBug(double noise) {
    Step step = new Step(new Sampling.FixedSize(1, 1), noise, 2);
    Bracket bracket = new PldAccountant().plus(step).bracket(1e-5);
    double exact = AnalyticGaussian.epsilon(1e-5, noise / 2 / Math.sqrt(2));
    assertThat(bracket.upper()).isBetween(exact, exact * 1.01);
    assertThat(bracket.lower()).isLessThanOrEqualTo(exact);
    assertThat(new PldAccountant().plus(step).delta(1)).isEqualTo(1);
  }
}
