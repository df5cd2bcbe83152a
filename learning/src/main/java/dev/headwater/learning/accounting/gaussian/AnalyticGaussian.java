package dev.headwater.learning.accounting.gaussian;

import dev.headwater.learning.accounting.Accountant;
import dev.headwater.learning.accounting.numeric.Normal;
import java.util.function.DoublePredicate;

/**
 * The Gaussian mechanism without sampling, exactly: delta(epsilon) = Phi(1/(2z) - epsilon z) -
 * e^epsilon Phi(-1/(2z) - epsilon z), with z the noise's standard deviation per unit of the query's
 * L2 sensitivity (Balle and Wang 2018, "Improving the Gaussian Mechanism for Differential Privacy",
 * theorem 8). It holds for the adjacency under which the sensitivity was taken. T rounds with z
 * equal one with z / sqrt(T); rounds with different z_i equal one with 1/z^2 = sum of 1/z_i^2.
 */
public final class AnalyticGaussian {
  private static final double SQRT_HALF = Math.sqrt(0.5);

  private AnalyticGaussian() {}

  /**
   * {@return the exact delta, in [0, 1]}
   *
   * @param epsilon finite and at least 0
   * @param noise z, finite and at least 0; 0 gives 1
   * @throws IllegalArgumentException for values outside these ranges
   */
  public static double delta(double epsilon, double noise) {
    Accountant.checkedEpsilon(epsilon);
    checkedNoise(noise);
    if (noise == 0) {
      return 1;
    }
    // With a = epsilon z - 1/(2z) and b = epsilon z + 1/(2z), b^2 - a^2 = 2 epsilon absorbs
    // e^epsilon into exp(-a^2 / 2): nothing overflows for any epsilon.
    double a = epsilon * noise - 1 / (2 * noise);
    double b = epsilon * noise + 1 / (2 * noise);
    double density = 0.5 * Math.exp(-a * a / 2);
    if (density == 0) {
      return a > 0 ? 0 : 1;
    }
    double second = density * Normal.erfcx(b * SQRT_HALF);
    double first = a > 0 ? density * Normal.erfcx(a * SQRT_HALF) : Normal.above(a);
    return Math.min(1, Math.max(0, first - second));
  }

  /**
   * {@return the least epsilon, rounded up in the last few digits; infinite for no noise}
   *
   * @param delta in (0, 1)
   * @param noise z, finite and at least 0
   * @throws IllegalArgumentException for values outside these ranges
   */
  public static double epsilon(double delta, double noise) {
    Accountant.checkedDelta(delta);
    checkedNoise(noise);
    if (noise == 0) {
      return Double.POSITIVE_INFINITY;
    }
    return delta(0, noise) <= delta ? 0 : leastTrue(e -> delta(e, noise) <= delta);
  }

  /**
   * {@return the least noise z that keeps (epsilon, delta), rounded up in the last few digits}
   *
   * @param epsilon finite and at least 0
   * @param delta in (0, 1)
   * @throws IllegalArgumentException for values outside these ranges
   */
  public static double noise(double epsilon, double delta) {
    Accountant.checkedEpsilon(epsilon);
    Accountant.checkedDelta(delta);
    return leastTrue(z -> delta(epsilon, z) <= delta);
  }

  /**
   * The point where {@code holds}, false near 0 and true for large values, becomes true; it is true
   * there.
   */
  private static double leastTrue(DoublePredicate holds) {
    double high = 1;
    while (!holds.test(high)) {
      high *= 2;
    }
    double low = high / 2;
    while (holds.test(low)) {
      high = low;
      low /= 2;
    }
    while (high - low > 1e-14 * high) {
      double middle = low + (high - low) / 2;
      if (holds.test(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private static void checkedNoise(double noise) {
    if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "noise: %s (expected: finite and at least 0)".formatted(noise));
    }
  }
}
