package dev.headwater.learning.accounting.pld;

import dev.headwater.learning.accounting.numeric.Normal;

/**
 * One round of the Poisson-subsampled Gaussian: the mixture M = (1 - q) N(0, z^2) + q N(1, z^2)
 * against N = N(0, z^2), a pair that is tight for neighbours with one participant more or less (Zhu,
 * Dong, Wang 2022, "Optimal Accounting of Differential Privacy via Characteristic Function",
 * theorem 11). Removal is the pair (M, N), addition (N, M). The loss of the removal,
 *
 * <pre>l(x) = log(1 - q + q e^((2x - 1) / (2 z^2))),</pre>
 *
 * grows with x, and the addition's is -l(x): both directions share their intervals of x.
 */
final class SubsampledGaussian {
  /** Beyond so many standard deviations lies less than 1e-45. */
  private static final double REACH = 14.2;

  private static final double BEYOND = 1e-45;

  /** How closely intervals are cut, in steps of the grid; both directions give as much away. */
  private static final double TOLERANCE = 1e-8;

  private final double rate;
  private final double noise;
  private final double logOut;
  private final double logIn;

  /**
   * @param rate q, in (0, 1]
   * @param noise z, above 0
   */
  SubsampledGaussian(double rate, double noise) {
    this.rate = rate;
    this.noise = noise;
    this.logOut = Math.log1p(-rate);
    this.logIn = Math.log(rate);
  }

  /** The losses of the removal and of the addition of a participant. */
  record Directions(LossGrid removal, LossGrid addition) {}

  private double lowest() {
    return -REACH * noise;
  }

  private double highest() {
    return 1 + REACH * noise;
  }

  private double loss(double x) {
    double u = (x - 0.5) / (noise * noise);
    if (rate == 1) {
      return u;
    }
    return u < 1
        ? Math.log1p(rate * Math.expm1(u))
        : logIn + u + Math.log1p(Math.exp(logOut - logIn - u));
  }

  /** The x of a loss; minus infinity at and below log(1 - q). */
  private double argument(double loss) {
    double u;
    if (rate == 1) {
      u = loss;
    } else if (loss <= logOut) {
      return Double.NEGATIVE_INFINITY;
    } else if (loss < 1) {
      double ratio = Math.expm1(loss) / rate;
      u = ratio > -0.5 ? Math.log1p(ratio) : Math.log(-Math.expm1(logOut - loss)) + loss - logIn;
    } else {
      u = loss - logIn + Math.log1p(-Math.exp(logOut - loss));
    }
    return 0.5 + u * noise * noise;
  }

  private double without(double from, double to) {
    return Normal.between(from / noise, to / noise);
  }

  private double with(double from, double to) {
    return Normal.between((from - 1) / noise, (to - 1) / noise);
  }

  /**
   * Losses that dominate the round's in both directions. Whatever lies between two points of the
   * grid is split among both so that its chances under M and N stay what they are: the round is a
   * post-processing of the grid's pair ("connect the dots": Doroshenko, Ghazi, Kamath, Kumar,
   * Manurangsi 2022). The loss's mean grows by about step^2 / 12 only.
   */
  Directions pessimistic(double step) {
    double base = rate == 1 ? loss(lowest()) : Math.max(logOut, loss(lowest()));
    int cells = Math.max(1, (int) Math.ceil((loss(highest()) - base) / step));
    double[] mixture = new double[cells + 1];
    double[] plain = new double[cells + 1];
    double from = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < cells; k++) {
      double low = base + k * step;
      double to = argument(low + step);
      double a = without(from, to);
      double b = with(from, to);
      // (M e^-low - N) / (e^step - 1), where M e^-low and N cancel but for about a step.
      double excess = a * Math.expm1(logOut - low) + b * Math.exp(logIn - low);
      if (rate == 1) {
        excess = b * Math.exp(-low) - a;
      }
      double upper = Math.min(a, Math.max(0, excess / Math.expm1(step)));
      double lower = a - upper;
      plain[k] += lower;
      plain[k + 1] += upper;
      double total = (1 - rate) * a + rate * b;
      double upperMixture = Math.min(total, upper * Math.exp(low + step));
      mixture[k] += total - upperMixture;
      mixture[k + 1] += upperMixture;
      from = to;
    }
    plain[cells] += Normal.above(from / noise);
    double beyond = (1 - rate) * Normal.above(from / noise) + rate * Normal.above((from - 1) / noise);
    return new Directions(
        new LossGrid(step, base, mixture, beyond),
        LossGrid.negated(step, base, plain, rate == 1 ? BEYOND : 0));
  }

  /**
   * Losses that the round's dominate in both directions: x is reported as the interval it falls in,
   * a post-processing, and the intervals are cut, one after the other from below, where the ratio M /
   * N of their chances falls on the grid. The first interval's ratio fixes the grid's offset.
   */
  Directions optimistic(double step) {
    double start = firstCut(step);
    double a = without(Double.NEGATIVE_INFINITY, start);
    double b = with(Double.NEGATIVE_INFINITY, start);
    double base;
    int cells = (int) Math.ceil((loss(highest()) - loss(start)) / step) + 3;
    double[] mixture = new double[cells + 1];
    double[] plain = new double[cells + 1];
    if (start > lowest()) {
      base = ratio(a, b);
      mixture[0] = (1 - rate) * a + rate * b;
      plain[0] = a;
    } else {
      base = loss(start) - step / 2;
    }
    double from = start;
    int k = 0;
    while (k < cells && from < highest()) {
      double target = base + (k + 1) * step;
      double to = cut(from, target, step);
      if (to == Double.POSITIVE_INFINITY) {
        break;
      }
      k++;
      if (to > from) {
        a = without(from, to);
        b = with(from, to);
        mixture[k] = (1 - rate) * a + rate * b;
        plain[k] = a;
        from = to;
      }
    }
    // The rest's ratio lies between the last point of the grid and the next.
    mixture[k] += (1 - rate) * Normal.above(from / noise) + rate * Normal.above((from - 1) / noise);
    if (k < cells) {
      plain[k + 1] += Normal.above(from / noise);
    }
    double allowance = TOLERANCE * step;
    return new Directions(
        new LossGrid(step, base - allowance, mixture, 0),
        LossGrid.negated(step, base + allowance, plain, 0));
  }

  private double ratio(double a, double b) {
    return rate == 1 ? Math.log(b / a) : Math.log1p(rate * (b / a - 1));
  }

  /** Where the loss is half a step above the ratio of all below; the lowest x if that is lower. */
  private double firstCut(double step) {
    double low = lowest();
    double high = highest();
    if (aboveRatio(low) >= step / 2) {
      return low;
    }
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (aboveRatio(middle) >= step / 2) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private double aboveRatio(double x) {
    double a = without(Double.NEGATIVE_INFINITY, x);
    double b = with(Double.NEGATIVE_INFINITY, x);
    return a == 0 || b == 0 ? Double.POSITIVE_INFINITY : loss(x) - ratio(a, b);
  }

  /**
   * Where the interval from {@code from} ends whose ratio is {@code target}; {@code from} itself if
   * the loss there is higher already, infinity if no interval's ratio is that high.
   */
  private double cut(double from, double target, double step) {
    double lowLoss = loss(from);
    if (lowLoss >= target) {
      return from;
    }
    double low = lowLoss;
    double high = Double.POSITIVE_INFINITY;
    double tolerance = TOLERANCE * step;
    double guess = 2 * target - lowLoss;
    for (int i = 0; i < 40; i++) {
      double to = argument(guess);
      double a = without(from, to);
      double b = with(from, to);
      if (a <= 0 || b <= 0) {
        return Double.POSITIVE_INFINITY;
      }
      double miss = ratio(a, b) - target;
      if (Math.abs(miss) <= tolerance) {
        return to;
      }
      if (miss > 0) {
        high = guess;
      } else {
        low = guess;
      }
      if (to > highest() && miss < 0) {
        return Double.POSITIVE_INFINITY;
      }
      double next = guess - 2 * miss;
      if (next <= low || next >= high) {
        next = high == Double.POSITIVE_INFINITY ? low + 2 * (low - lowLoss) : (low + high) / 2;
      }
      guess = next;
    }
    return argument(guess);
  }
}
