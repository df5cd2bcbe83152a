package dev.headwater.learning.accounting;

import dev.headwater.learning.accounting.rdp.FixedSizeGaussian;
import dev.headwater.learning.accounting.rdp.PoissonGaussian;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Renyi differential privacy: the divergences of all rounds add up order by order. Poisson sampling
 * by Mironov, Talwar and Zhang 2019 (add or remove one), cohorts of a fixed size by Wang, Balle and
 * Kasiviswanathan 2019 (replace one). The conversion to (epsilon, delta) is proposition 12 of
 * Canonne, Kamath and Steinke 2020, "The Discrete Gaussian for Differential Privacy", the least over
 * the orders.
 */
public final class RdpAccountant implements Accountant {
  /** Fine where the best orders of training runs lie, coarse up to those of tiny epsilons. */
  private static final double[] ORDERS =
      DoubleStream.concat(
              DoubleStream.concat(
                  IntStream.rangeClosed(1, 20).mapToDouble(i -> 1 + i / 200.0),
                  IntStream.rangeClosed(11, 120).mapToDouble(i -> i / 10.0)),
              DoubleStream.concat(
                  IntStream.rangeClosed(13, 64).mapToDouble(i -> i),
                  IntStream.rangeClosed(1, 32).mapToDouble(i -> Math.rint(64 * Math.pow(1.14, i)))))
          .filter(order -> order > 1)
          .sorted()
          .distinct()
          .toArray();

  private final List<Step> steps;
  private final double[] divergences;

  /** No step yet. */
  public RdpAccountant() {
    this(List.of(), new double[ORDERS.length]);
  }

  private RdpAccountant(List<Step> steps, double[] divergences) {
    this.steps = steps;
    this.divergences = divergences;
  }

  /** The orders that are tracked, ascending, all above 1. */
  public static double[] orders() {
    return ORDERS.clone();
  }

  /**
   * The Renyi divergence of one round at one order, an upper bound for fixed-size cohorts.
   *
   * @param order above 1
   */
  public static double divergence(Sampling sampling, double noiseMultiplier, double order) {
    if (!(order > 1 && order <= 100_000)) {
      throw new IllegalArgumentException(
          "order: %s (expected: above 1 and at most 100000)".formatted(order));
    }
    double noise = new Step(sampling, noiseMultiplier, 1).noisePerSensitivity();
    return sampling instanceof Sampling.Poisson
        ? PoissonGaussian.divergence(order, sampling.rate(), noise)
        : FixedSizeGaussian.divergence(order, sampling.rate(), noise);
  }

  @Override
  public RdpAccountant plus(Step step) {
    List<Step> all = Steps.plus(steps, step);
    double[] sum = divergences.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += step.count() * divergence(step.sampling(), step.noiseMultiplier(), ORDERS[i]);
    }
    return new RdpAccountant(all, sum);
  }

  /** stub */
  public RdpAccountant plusWorst(List<Step> candidates) {
    return plus(candidates.get(0));
  }

  @Override
  public double epsilon(double delta) {
    double logDelta = Math.log(Accountant.checkedDelta(delta));
    if (steps.isEmpty()) {
      return 0;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ORDERS.length; i++) {
      double a = ORDERS[i];
      double epsilon =
          divergences[i] + Math.log1p(-1 / a) - (logDelta + Math.log(a)) / (a - 1);
      least = Math.min(least, epsilon);
    }
    return Math.max(0, least);
  }

  @Override
  public double delta(double epsilon) {
    Accountant.checkedEpsilon(epsilon);
    if (steps.isEmpty()) {
      return 0;
    }
    double least = 0;
    for (int i = 0; i < ORDERS.length; i++) {
      double a = ORDERS[i];
      double logDelta =
          (a - 1) * (divergences[i] - epsilon + Math.log1p(-1 / a)) - Math.log(a);
      least = Math.min(least, logDelta);
    }
    return Math.exp(least);
  }

  /** The composed divergences, one for each of {@link #orders()}. */
  public double[] divergences() {
    return Arrays.copyOf(divergences, divergences.length);
  }

  @Override
  public List<Step> steps() {
    return steps;
  }
}
