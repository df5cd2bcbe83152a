package dev.headwater.learning.accounting.numeric;

/**
 * The standard normal distribution with small relative errors (about 1e-15) in both tails, through
 * logarithms also where its values are far below the smallest double.
 */
public final class Normal {
  private static final double SQRT_HALF = Math.sqrt(0.5);

  /**
   * Chebyshev coefficients in u = (x - 3.75) / (x + 3.75) of (1 + 2x) exp(x^2) erfc(x), x >= 0: the
   * form of Shepherd and Laframboise 1981, whose function is smooth on all of [-1, 1]. Computed
   * with 50 digits at 80 Chebyshev nodes; the first omitted one is below 3e-20; printed as the
   * nearest doubles.
   */
  private static final double[] SCALED = {
    1.1775789345674017,
    -0.004590054580646478,
    -0.08424913336651792,
    0.05920993999819189,
    -0.026658668435305753,
    0.009074997670705265,
    -0.002413163540417608,
    0.0004907758365258086,
    -6.916973302501207e-05,
    4.13902798607301e-06,
    7.74038306619849e-07,
    -2.1886401049234397e-07,
    1.076499946567091e-08,
    4.521959811218287e-09,
    -7.754400208831351e-10,
    -6.318088340886684e-11,
    2.86879501093067e-11,
    1.9455868545777347e-13,
    -9.65469674843344e-13,
    3.25254814814874e-14,
    3.3478119482868056e-14,
    -1.864562880419313e-15,
    -1.2507950530688648e-15,
    7.418235256624044e-17,
    5.068148904796111e-17,
    -2.2370566594359995e-18,
    -2.187342944303018e-18,
  };

  private static final double CENTRE = 3.75;

  private Normal() {}

  /**
   * {@return exp(x^2) erfc(x); infinite below about -26.6}
   *
   * @param x any number
   */
  public static double erfcx(double x) {
    if (x < 0) {
      return 2 * expOfSquare(x, 1) - erfcx(-x);
    }
    if (x == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double u = (x - CENTRE) / (x + CENTRE);
    double next = 0;
    double afterNext = 0;
    for (int i = SCALED.length - 1; i > 0; i--) {
      double b = 2 * u * next - afterNext + SCALED[i];
      afterNext = next;
      next = b;
    }
    return (u * next - afterNext + SCALED[0]) / (1 + 2 * x);
  }

  /** exp(sign x^2) without the error that the rounding of a large x^2 brings. */
  private static double expOfSquare(double x, double sign) {
    double square = x * x;
    double rest = Math.fma(x, x, -square);
    double power = Math.exp(sign * square);
    return Double.isFinite(power) ? power + power * sign * rest : power;
  }

  /**
   * {@return the probability of a value above x; 0 where it is below every double, from about 38.5
   * on}
   *
   * @param x in standard deviations
   */
  public static double above(double x) {
    double t = x * SQRT_HALF;
    if (t < 0) {
      return 1 - above(-x);
    }
    // exp(-x^2 / 2): x itself is squared, because x * sqrt(1/2) would already be rounded.
    double square = x * x;
    double rest = Math.fma(x, x, -square);
    double power = Math.exp(-square / 2);
    return power == 0 ? 0 : 0.5 * power * (1 - rest / 2) * erfcx(t);
  }

  /**
   * {@return the probability of a value below x}
   *
   * @param x in standard deviations
   */
  public static double below(double x) {
    return above(-x);
  }

  /**
   * {@return the natural logarithm of {@link #above}, finite also where that is 0}
   *
   * @param x in standard deviations
   */
  public static double logAbove(double x) {
    return x < 5 ? Math.log(above(x)) : Math.log(0.5 * erfcx(x * SQRT_HALF)) - x * x / 2;
  }

  /**
   * {@return the probability of a value in [from, to], with a small relative error in either tail;
   * 0 unless from is below to}
   *
   * @param from in standard deviations
   * @param to in standard deviations
   */
  public static double between(double from, double to) {
    if (from >= to) {
      return 0;
    }
    if (from >= 0) {
      return above(from) - above(to);
    }
    if (to <= 0) {
      return above(-to) - above(-from);
    }
    return 1 - above(to) - above(-from);
  }

  /**
   * {@return the smallest x of at least 0, to a few digits and never too small, with probability at
   * most {@code chance} above it; at most 40}
   *
   * @param chance above 0
   */
  public static double quantileAbove(double chance) {
    double low = 0;
    double high = 40;
    for (int i = 0; i < 40; i++) {
      double middle = (low + high) / 2;
      if (logAbove(middle) <= Math.log(chance)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
