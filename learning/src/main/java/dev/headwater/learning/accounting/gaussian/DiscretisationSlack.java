package dev.headwater.learning.accounting.gaussian;

import dev.headwater.learning.accounting.Accountant;

/**
 * The cost of drawing noise on a grid of integers while accountants assume the continuous Gaussian.
 *
 * <p>Contributions are integers in units of the grid, clipped as such, so that their L2 sensitivity
 * is exact. For an integer v, v + round(g) = round(v + g): a sum with a <em>rounded</em> continuous
 * Gaussian is a post-processing of the sum that accountants assume, and costs no more. The released
 * sum has discrete Gaussian noise instead (probabilities proportional to e^(-k^2 / (2 s^2))). With
 * b(s) no less than the total variation distance of these two on one coordinate, and tau no less
 * than that of one discrete Gaussian and the noise that is drawn, everything released in {@code
 * rounds} rounds, adaptive or not, is within
 *
 * <pre>eta = rounds * dimension * (b(s) + tau)</pre>
 *
 * in total variation of the accounted output, for either of two neighbours. From P(A) &lt;=
 * e^epsilon Q(A) + delta there, P'(A) &lt;= P(A) + eta &lt;= e^epsilon (Q'(A) + eta) + delta + eta
 * here: delta grows by (1 + e^epsilon) eta.
 *
 * <p>This holds for any sampling. (Rounds with full participation would not need it: there the
 * discrete Gaussian has no more Renyi divergence than the continuous one, Canonne, Kamath, Steinke
 * 2020, proposition 5; no such theorem is known for a sampled one.)
 */
public final class DiscretisationSlack {
  /** Least deviation of every discrete Gaussian, in steps of the grid. */
  public static final double LEAST_STEPS = 0x1p36;

  private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

  /** Share of delta for noise so far out that the two densities are not compared there. */
  private static final double FAR_OUT = 1e-6;

  private DiscretisationSlack() {}

  /**
   * {@return b(s), no less than the total variation distance of the discrete Gaussian on the
   * integers and a continuous Gaussian rounded to integers, both of parameter s; about 0.0202 / s^2
   * for large s, at most 1}
   *
   * <p>Let f be the density of N(0, s^2), p(k) = f(k) / S with S the sum of f over the integers,
   * and r(k) the integral of f over [k - 1/2, k + 1/2]. By Taylor's formula
   *
   * <pre>r(k) - f(k) = integral over |t| &lt;= 1/2 of w(t) f''(k + t),  w(t) = (1/2 - |t|)^2 / 2,
   * </pre>
   *
   * so that the sum over k of |r(k) - f(k)| is at most
   *
   * <ul>
   *   <li>max w times the integral of |f''|, that is (1/8) 4 max |f'| = c / (2 s^2), with c =
   *       e^(-1/2) / sqrt(2 pi); and at most
   *   <li>integral of w times the largest sum over k of |f''(k + t)|, and that sum exceeds the
   *       integral of |f''| by at most half the variation of |f''|: (1/24) (4 c / s^2 + (1 + 4
   *       e^(-3/2)) / (s^3 sqrt(2 pi))).
   * </ul>
   *
   * The sum of |p(k) - f(k)| is S - 1 = 2 (e^(-2 pi^2 s^2) + e^(-8 pi^2 s^2) + ...) by Poisson's
   * summation formula. Half of both together bounds the distance.
   *
   * @param sigmaUnits s, finite and above 0, in units of the grid
   * @throws IllegalArgumentException for another s
   */
  public static double perCoordinate(double sigmaUnits) {
    if (!(sigmaUnits > 0 && sigmaUnits < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "sigma: %s units (expected: finite and above 0)".formatted(sigmaUnits));
    }
    double square = sigmaUnits * sigmaUnits;
    double c = Math.exp(-0.5) / ROOT_TWO_PI;
    double first = c / (2 * square);
    double variation = (1 + 4 * Math.exp(-1.5)) / (square * sigmaUnits * ROOT_TWO_PI);
    double second = (4 * c / square + variation) / 24;
    double power = 2 * Math.PI * Math.PI * square;
    double theta = 2 * Math.exp(-power) / -Math.expm1(-3 * power);
    return Math.min(1, (Math.min(first, second) + theta) / 2);
  }

  /**
   * {@return the epsilon that holds for the noise that is drawn, at {@code delta}; infinite if the
   * grid is too coarse} For large epsilons, for which {@link #slack} exceeds every delta: there the
   * ratio of the two probabilities is bounded in place of their difference.
   *
   * <p>With f the density of N(0, s^2) and u = k / (2 s^2), the chance r(k) of the rounded Gaussian
   * satisfies {@code e^(-1 / (8 s^2)) <= r(k) / f(k) <= sinh(u) / u <= e^(u^2 / 6)}, and that of
   * the discrete one is f(k) over a sum S, {@code 0 <= log S <= S - 1}. So for {@code |k| <= L s}
   * the logarithm of their ratio is at most
   *
   * <pre>h = max(1/8, L^2 / 24) / s^2 + (S - 1),</pre>
   *
   * and either exceeds L s with a chance of at most {@code 2 e^(-(L - 1/s)^2 / 2)}. With n = rounds
   * times dimension, t = n (h + tau) and eta = n times that chance, P'(A) &lt;= e^t P(A) + eta,
   * P(A) &lt;= e^epsilon Q(A) + delta and Q(A) &lt;= e^t Q'(A) + eta give
   *
   * <pre>epsilon' = epsilon + 2 t,   delta' = e^t delta + (1 + e^(epsilon + t)) eta.</pre>
   *
   * L is chosen such that the last term is at most a millionth of {@code delta}.
   *
   * @param rounds at least 0
   * @param dimension coordinates of the sum, at least 1
   * @param sigmaUnits the noise's parameter s in units of the grid
   * @param tau 0 for one discrete Gaussian drawn centrally, else {@link DistributedGaussian#tau},
   *     which bounds a logarithm of a ratio too
   * @param epsilon finite and at least 0, as accounted for at {@code accounted}
   * @param accounted in (0, 1), the delta of the accountant, below {@code delta}
   * @param delta in (0, 1), the one promised
   */
  public static double epsilonByRatio(
      int rounds,
      int dimension,
      double sigmaUnits,
      double tau,
      double epsilon,
      double accounted,
      double delta) {
    Accountant.checkedEpsilon(epsilon);
    Accountant.checkedDelta(delta);
    double count = (double) rounds * dimension;
    if (count == 0) {
      return epsilon;
    }
    // 2 n e^(-x^2 / 2) (1 + e^(epsilon + t)) <= FAR_OUT delta, with 1 + e^y <= e^(y + 1) for y >= 0
    double x = Math.sqrt(2 * (Math.log(2 * count) + epsilon + 2 - Math.log(FAR_OUT * delta)));
    double reach = x + 1 / sigmaUnits;
    double square = sigmaUnits * sigmaUnits;
    double theta = 4 * Math.exp(-2 * Math.PI * Math.PI * square);
    double t = count * (Math.max(0.125, reach * reach / 24) / square + theta + tau);
    boolean covered = t <= 1 && Math.exp(t) * accounted + FAR_OUT * delta <= delta;
    return covered ? epsilon + 2 * t : Double.POSITIVE_INFINITY;
  }

  /**
   * How much of delta must be reserved: account for {@code delta - slack}, promise {@code delta}.
   *
   * @param rounds at least 0
   * @param dimension coordinates of the sum, at least 1
   * @param sigmaUnits the noise's parameter s in units of the grid; that of the sum of all noise,
   *     {@link DistributedGaussian#sumSigmaUnits}, where clients add it
   * @param tau 0 for one discrete Gaussian drawn centrally, else {@link DistributedGaussian#tau}
   * @param epsilon at least 0, the one promised
   * @return at least 0, and infinite where it exceeds every double; a slack that is not below delta
   *     means that the grid is too coarse
   */
  public static double slack(
      int rounds, int dimension, double sigmaUnits, double tau, double epsilon) {
    if (rounds < 0) {
      throw new IllegalArgumentException("rounds: %d (expected: at least 0)".formatted(rounds));
    }
    if (dimension < 1) {
      throw new IllegalArgumentException(
          "dimension: %d (expected: at least 1)".formatted(dimension));
    }
    if (!(tau >= 0)) {
      throw new IllegalArgumentException("tau: %s (expected: at least 0)".formatted(tau));
    }
    Accountant.checkedEpsilon(epsilon);
    double eta = (double) rounds * dimension * (perCoordinate(sigmaUnits) + tau);
    return eta == 0 ? 0 : (1 + Math.exp(epsilon)) * eta;
  }
}
