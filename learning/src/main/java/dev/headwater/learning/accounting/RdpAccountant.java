package dev.headwater.learning.accounting;

import dev.headwater.learning.accounting.rdp.FixedSizeGaussian;
import dev.headwater.learning.accounting.rdp.PoissonGaussian;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Renyi differential privacy: the divergences of all rounds add up order by order. Poisson sampling
 * by Mironov, Talwar and Zhang 2019 (add or remove one), cohorts of a fixed size by Wang, Balle and
 * Kasiviswanathan 2019 (replace one). The conversion to (epsilon, delta) is proposition 12 of
 * Canonne, Kamath and Steinke 2020, "The Discrete Gaussian for Differential Privacy", the least
 * over the orders.
 */
public final class RdpAccountant implements Accountant {
  /**
   * Dense around the best orders of training runs, sparse up to the best orders of tiny epsilons.
   */
  private static final double[] ORDERS =
      DoubleStream.concat(
              DoubleStream.concat(
                  IntStream.rangeClosed(1, 20).mapToDouble(i -> 1 + i / 200.0),
                  IntStream.rangeClosed(11, 120).mapToDouble(i -> i / 10.0)),
              DoubleStream.concat(
                  IntStream.rangeClosed(13, 64).mapToDouble(i -> i),
                  IntStream.rangeClosed(1, 32).mapToDouble(i -> Math.rint(64 * Math.pow(1.14, i)))))
          .sorted()
          .distinct()
          .toArray();

  private final List<Step> steps;

  /**
   * Divergences of one round of each mechanism so far, so that a further round costs only an
   * addition.
   */
  private final Map<Step, double[]> known;

  private final double[] divergences;

  /** An accountant without steps. */
  public RdpAccountant() {
    this(List.of(), Map.of(), new double[ORDERS.length]);
  }

  private RdpAccountant(List<Step> steps, Map<Step, double[]> known, double[] divergences) {
    this.steps = steps;
    this.known = known;
    this.divergences = divergences;
  }

  /** {@return the Renyi orders that are tracked, ascending, all above 1; a copy} */
  public static double[] orders() {
    return ORDERS.clone();
  }

  /**
   * {@return the Renyi divergence of one round at one order, an upper bound of it for fixed-size
   * cohorts; infinite without noise}
   *
   * @param sampling how the round's cohort is drawn
   * @param noiseMultiplier sigma / C, at least 0
   * @param order above 1 and at most 100000
   * @throws IllegalArgumentException for values outside these ranges
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
    return plusWorst(List.of(step));
  }

  /**
   * {@return these steps and, order by order, the most expensive of {@code steps}} This is the cost
   * for a participant to whom exactly one of them applies, if it is not known which. Never below
   * the cost of any of them.
   *
   * @param steps at least one, all of one adjacency
   * @throws IllegalArgumentException if there are none, or their adjacency is not that of the
   *     earlier steps
   */
  public RdpAccountant plusWorst(List<Step> steps) {
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("steps: none (expected: at least one)");
    }
    List<Step> all = this.steps;
    Map<Step, double[]> nowKnown = new HashMap<>(known);
    double[] worst = new double[ORDERS.length];
    for (Step step : steps) {
      all = StepList.plus(all, step);
      double[] one =
          nowKnown.computeIfAbsent(
              new Step(step.sampling(), step.noiseMultiplier(), 1), RdpAccountant::divergences);
      for (int i = 0; i < worst.length; i++) {
        worst[i] = Math.max(worst[i], step.count() * one[i]);
      }
    }
    double[] sum = divergences.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += worst[i];
    }
    return new RdpAccountant(all, nowKnown, sum);
  }

  private static double[] divergences(Step once) {
    double[] one = new double[ORDERS.length];
    for (int i = 0; i < one.length; i++) {
      one[i] = divergence(once.sampling(), once.noiseMultiplier(), ORDERS[i]);
    }
    return one;
  }

  @Override
  public double epsilon(double delta) {
    Accountant.checkedDelta(delta);
    return steps.isEmpty() ? 0 : Math.max(0, epsilon(bestFor(delta), delta));
  }

  /** The order that gives the least epsilon. */
  double bestOrder(double delta) {
    return ORDERS[bestFor(delta)];
  }

  private int bestFor(double delta) {
    int best = 0;
    for (int i = 1; i < ORDERS.length; i++) {
      if (epsilon(i, delta) < epsilon(best, delta)) {
        best = i;
      }
    }
    return best;
  }

  private double epsilon(int i, double delta) {
    double a = ORDERS[i];
    return divergences[i] + Math.log1p(-1 / a) - (Math.log(delta) + Math.log(a)) / (a - 1);
  }

  @Override
  public double delta(double epsilon) {
    Accountant.checkedEpsilon(epsilon);
    if (steps.isEmpty()) {
      return 0;
    }
    return Math.exp(Math.min(0, logDelta(bestForEpsilon(epsilon), epsilon)));
  }

  /** The order that gives the least delta. */
  double bestOrderForEpsilon(double epsilon) {
    return ORDERS[bestForEpsilon(epsilon)];
  }

  private int bestForEpsilon(double epsilon) {
    int best = 0;
    for (int i = 1; i < ORDERS.length; i++) {
      if (logDelta(i, epsilon) < logDelta(best, epsilon)) {
        best = i;
      }
    }
    return best;
  }

  private double logDelta(int i, double epsilon) {
    double a = ORDERS[i];
    return (a - 1) * (divergences[i] - epsilon + Math.log1p(-1 / a)) - Math.log(a);
  }

  /** {@return the composed divergences, one for each of {@link #orders()}; a copy} */
  public double[] divergences() {
    return divergences.clone();
  }

  @Override
  public List<Step> steps() {
    return steps;
  }
}
