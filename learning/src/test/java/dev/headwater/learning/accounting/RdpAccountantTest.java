package dev.headwater.learning.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.accounting.gaussian.AnalyticGaussian;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RdpAccountantTest {
  private static final MathContext DIGITS = new MathContext(60);

  private static double epsilon(double rate, double noise, int steps, double delta) {
    return new RdpAccountant()
        .plus(new Step(new Sampling.Poisson(rate), noise, steps))
        .epsilon(delta);
  }

  @Test
  void publishedValueIsMet() {
    assertThat(epsilon(0.01, 1, 1000, 1e-5)).isCloseTo(2.101, Percentage.withPercentage(0.1));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0.01, 1",
    "3, 0.01, 1",
    "8, 0.01, 1",
    "32, 0.04, 1.29",
    "64, 0.5, 5",
    "200, 0.0001, 20",
    "5, 0.3, 0.3",
    "12, 0.9, 0.5"
  })
  void integerOrdersAreTheClosedBinomialSum(int order, double rate, double noise) {
    BigDecimal q = new BigDecimal(rate);
    BigDecimal sum = BigDecimal.ZERO;
    BigInteger binomial = BigInteger.ONE;
    for (int k = 0; k <= order; k++) {
      sum =
          sum.add(
              new BigDecimal(binomial)
                  .multiply(BigDecimal.ONE.subtract(q).pow(order - k))
                  .multiply(q.pow(k))
                  .multiply(power(k * (k - 1.0) / (2 * noise * noise))));
      binomial = binomial.multiply(BigInteger.valueOf(order - k)).divide(BigInteger.valueOf(k + 1));
    }
    double expected = logarithm(sum) / (order - 1);
    assertThat(RdpAccountant.divergence(new Sampling.Poisson(rate), noise, order))
        .isCloseTo(expected, Percentage.withPercentage(1e-8));
  }

  /** e^x by its series after halving; relative error of the order of x's rounding. */
  private static BigDecimal power(double x) {
    int halvings = 40;
    BigDecimal y = new BigDecimal(x).divide(BigDecimal.valueOf(2).pow(halvings), DIGITS);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int i = 1; i < 12; i++) {
      term = term.multiply(y).divide(BigDecimal.valueOf(i), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  private static double logarithm(BigDecimal x) {
    BigDecimal excess = x.subtract(BigDecimal.ONE);
    if (excess.doubleValue() < 1e-3) {
      return Math.log1p(excess.doubleValue());
    }
    int exponent = x.precision() - x.scale();
    return Math.log(x.movePointLeft(exponent).doubleValue()) + exponent * Math.log(10);
  }

  @ParameterizedTest
  @CsvSource({"0.01, 1", "0.0001, 20", "0.0001, 0.3", "0.5, 0.3", "0.9, 2", "0.04, 0.7"})
  void fractionalOrdersLieBetweenTheConvexBoundsOfTheirNeighbours(double rate, double noise) {
    Sampling sampling = new Sampling.Poisson(rate);
    // The log-moment (a - 1) D(a) is convex in a, and 0 at 1.
    for (double a = 1.125; a < 9; a += 0.125) {
      if (a == Math.rint(a)) {
        continue;
      }
      int floor = (int) a;
      double moment = logMoment(sampling, noise, a);
      double low = logMoment(sampling, noise, floor);
      double high = logMoment(sampling, noise, floor + 1);
      double further = logMoment(sampling, noise, floor + 2);
      double tolerance = 1e-10 * further;
      assertThat(moment).isLessThanOrEqualTo(low + (a - floor) * (high - low) + tolerance);
      assertThat(moment)
          .isGreaterThanOrEqualTo(high - (floor + 1 - a) * (further - high) - tolerance);
    }
  }

  private static double logMoment(Sampling sampling, double noise, double a) {
    return a == 1 ? 0 : (a - 1) * RdpAccountant.divergence(sampling, noise, a);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 0.9})
  void fractionalOrdersMeetTheIntegersFromBothSides(double rate) {
    Sampling sampling = new Sampling.Poisson(rate);
    for (int order = 2; order < 9; order++) {
      double at = RdpAccountant.divergence(sampling, 1, order);
      assertThat(RdpAccountant.divergence(sampling, 1, order - 1e-9))
          .isCloseTo(at, Percentage.withPercentage(1e-5));
      assertThat(RdpAccountant.divergence(sampling, 1, order + 1e-9))
          .isCloseTo(at, Percentage.withPercentage(1e-5));
    }
  }

  @Test
  void everybodyInEveryRoundIsThePlainGaussian() {
    for (double order : RdpAccountant.orders()) {
      assertThat(RdpAccountant.divergence(new Sampling.Poisson(1), 3, order))
          .isCloseTo(order / 18, within(1e-12 * order));
      assertThat(RdpAccountant.divergence(new Sampling.FixedSize(7, 7), 6, order))
          .isCloseTo(order / 18, within(1e-12 * order));
    }
  }

  @Test
  void unsampledRoundsCostNoLessThanTheExactGaussian() {
    for (int rounds : new int[] {1, 10, 100}) {
      double exact = AnalyticGaussian.epsilon(1e-5, 5 / Math.sqrt(rounds));
      assertThat(epsilon(1, 5, rounds, 1e-5)).isBetween(exact, 1.2 * exact);
    }
  }

  @Test
  void cohortsOfAFixedSizeCostLessThanEverybodyAndMoreThanPoissonWithTheSameNoise() {
    Sampling cohort = new Sampling.FixedSize(100, 10_000);
    for (double order : RdpAccountant.orders()) {
      double fixed = RdpAccountant.divergence(cohort, 2, order);
      assertThat(fixed).isLessThanOrEqualTo(order / 2 * (1 + 1e-12));
      assertThat(fixed)
          .isGreaterThan(RdpAccountant.divergence(new Sampling.Poisson(0.01), 2, order));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0.01, 4", "3, 0.1, 2", "6, 0.25, 5"})
  void cohortsOfAFixedSizeFollowTheoremNine(int order, double rate, double noise) {
    // Written out with plain doubles, for sizes that they hold; sensitivity 2C halves the noise.
    double variance = noise * noise / 4;
    double sum = 1;
    double binomial = order;
    for (int j = 2; j <= order; j++) {
      binomial = binomial * (order - j + 1) / j;
      double power = Math.exp((j - 1) * j / (2 * variance));
      double factor = j == 2 ? Math.min(4 * (power - 1), 2 * power) : 2 * power;
      sum += Math.pow(rate, j) * binomial * factor;
    }
    double expected = Math.min(order / (2 * variance), Math.log(sum) / (order - 1));
    Sampling cohort = new Sampling.FixedSize((int) Math.rint(rate * 1000), 1000);
    assertThat(RdpAccountant.divergence(cohort, noise, order))
        .isCloseTo(expected, Percentage.withPercentage(1e-8));
  }

  @Test
  void epsilonAndDeltaAreInverse() {
    RdpAccountant spent = new RdpAccountant().plus(new Step(new Sampling.Poisson(0.02), 1.1, 2000));
    assertThat(spent.delta(spent.epsilon(1e-6))).isCloseTo(1e-6, Percentage.withPercentage(1e-6));
  }

  @Test
  void noStepCostsNothingAndNoNoiseEverything() {
    assertThat(new RdpAccountant().epsilon(1e-5)).isZero();
    assertThat(new RdpAccountant().delta(1)).isZero();
    assertThat(epsilon(0.1, 0, 1, 1e-5)).isInfinite();
    assertThat(new RdpAccountant().plus(new Step(new Sampling.FixedSize(1, 9), 0, 1)).delta(3))
        .isEqualTo(1);
  }

  @Test
  void adjacenciesAreNeverMixed() {
    Accountant spent = new RdpAccountant().plus(new Step(new Sampling.Poisson(0.1), 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spent.plus(new Step(new Sampling.FixedSize(1, 10), 1, 1)))
        .withMessageContaining("adjacency: REPLACE_ONE after ADD_OR_REMOVE");
  }

  @Test
  void badValuesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Sampling.Poisson(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Sampling.Poisson(1.1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Sampling.Poisson(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> new Sampling.FixedSize(11, 10));
    Sampling all = new Sampling.Poisson(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Step(all, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Step(all, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RdpAccountant().epsilon(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RdpAccountant().delta(-1));
  }
}
