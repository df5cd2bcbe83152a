package dev.headwater.learning.accounting.pld;

/**
 * Losses on a grid that a round's dominate in both directions: x is reported as the interval it
 * falls in, a post-processing, and the intervals are cut so that the ratio M / N of their chances
 * is a point of the grid.
 *
 * <p>One cut follows from the one before. Where the density falls, errors of the cuts grow from one
 * to the next, and where it rises they die out; therefore cuts go from the valleys of the density
 * up to its peaks, from either side. What is left on the peak has a ratio that is nearly on the
 * grid: the grid is moved to it, and what still misses is given away, in both directions.
 */
final class Optimistic {
  /** How closely intervals are cut, in steps of the grid; both directions give as much away. */
  private static final double TOLERANCE = 1e-8;

  private static final int FITS = 3;

  private final SubsampledGaussian round;
  private final double step;
  private final double base;
  private final double[] mixture;
  private final double[] plain;
  private double heaviest;
  private double miss;

  private Optimistic(SubsampledGaussian round, double step, double base) {
    this.round = round;
    this.step = step;
    this.base = base;
    int cells = (int) Math.ceil((round.loss(round.highest()) - base) / step) + 2;
    mixture = new double[cells];
    plain = new double[cells];
  }

  static Directions of(SubsampledGaussian round, double step) {
    double base = round.loss(round.lowest());
    Optimistic best = fitted(round, step, base);
    for (int i = 0; i < FITS && Math.abs(best.miss) > 1e-6 * step; i++) {
      // Never more than half a step below the lowest loss, so that cells are numbered from 0.
      base = best.base + best.miss;
      if (base > round.loss(round.lowest()) + step / 2) {
        base -= step;
      }
      Optimistic next = fitted(round, step, base);
      if (Math.abs(next.miss) < Math.abs(best.miss)) {
        best = next;
      } else {
        break;
      }
    }
    return best.directions();
  }

  private static Optimistic fitted(SubsampledGaussian round, double step, double base) {
    Optimistic grid = new Optimistic(round, step, base);
    grid.fill();
    return grid;
  }

  private Directions directions() {
    double slack = TOLERANCE * step;
    return new Directions(
        new LossGrid(step, base - slack - Math.max(0, -miss), mixture, 0),
        LossGrid.negated(step, base + slack + Math.max(0, miss), plain, 0));
  }

  private double loss(int k) {
    return base + k * step;
  }

  private void fill() {
    double[] density = density();
    int valley = 0;
    while (valley < density.length) {
      int peak = valley;
      while (peak + 1 < density.length && density[peak + 1] >= density[peak]) {
        peak++;
      }
      int end = peak;
      while (end + 1 < density.length && density[end + 1] < density[end]) {
        end++;
      }
      double from = valley == 0 ? bottom() : round.argument(loss(valley) - step / 2);
      double to =
          end + 1 == density.length ? round.highest() : round.argument(loss(end) + step / 2);
      fill(valley, peak, end, from, to);
      valley = end + 1;
    }
  }

  /** The square root of the cell's chances under M and N: the density that errors of cuts obey. */
  private double[] density() {
    double[] density = new double[plain.length];
    double from = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < density.length; k++) {
      double to = round.argument(loss(k) + step / 2);
      double a = round.without(from, to);
      double b = round.with(from, to);
      density[k] = Math.sqrt(a * round.mixture(a, b));
      from = to;
    }
    return density;
  }

  private double bottom() {
    return round.whole() ? round.lowest() : Double.NEGATIVE_INFINITY;
  }

  private void fill(int valley, int peak, int end, double from, double to) {
    double high = to;
    for (int k = end; k > peak && high > from; k--) {
      double low = Math.max(from, cut(high, loss(k), false));
      if (low == from && from > bottom()) {
        break;
      }
      add(k, k, low, high);
      high = low;
    }
    double low = from;
    for (int k = valley; k < peak && low < high; k++) {
      double next = cut(low, loss(k), true);
      if (next >= high) {
        break;
      }
      add(k, k, low, next);
      low = next;
    }
    if (low < high) {
      addRest(low, high);
    }
  }

  private void add(int inMixture, int inPlain, double from, double to) {
    if (from < to) {
      double a = round.without(from, to);
      double b = round.with(from, to);
      if (inMixture >= 0) {
        mixture[inMixture] += round.mixture(a, b);
      }
      if (inPlain < plain.length) {
        plain[inPlain] += a;
      }
    }
  }

  /**
   * A rest whose ratio is off the grid is merged with as much of the next interval as brings it
   * there. Where there is none, the heaviest rest decides how far the grid misses, and others take
   * the next point that is safe.
   */
  private void addRest(double from, double to) {
    double a = round.without(from, to);
    double b = round.with(from, to);
    if (a <= 0 || b <= 0) {
      return;
    }
    double at = (round.ratio(a, b) - base) / step;
    int k = (int) Math.rint(at);
    if (k >= 0 && merged(k, a, b)) {
      return;
    }
    if (a > heaviest && k >= 0) {
      heaviest = a;
      miss = (at - k) * step;
      add(k, k, from, to);
    } else {
      add((int) Math.floor(at), Math.max(0, (int) Math.ceil(at)), from, to);
    }
  }

  private boolean merged(int k, double a, double b) {
    // Of chances M and N on the point k, a share of the neighbour j's makes M = e^loss(k) N again:
    // there M is e^loss(j) N.
    double excess = round.excess(a, b, loss(k));
    int j = excess > 0 ? k - 1 : k + 1;
    if (j < 0 || j >= plain.length || plain[j] <= 0) {
      return false;
    }
    double share = excess / (-Math.expm1((j - k) * step) * plain[j]);
    if (!(share >= 0 && share <= 0.5)) {
      return false;
    }
    mixture[k] += round.mixture(a, b) + share * mixture[j];
    plain[k] += a + share * plain[j];
    mixture[j] -= share * mixture[j];
    plain[j] -= share * plain[j];
    return true;
  }

  /** The loss of an interval; for one too narrow to have chances, that of its ends. */
  private double ratio(double from, double to) {
    double a = round.without(from, to);
    double b = round.with(from, to);
    return a > 0 && b > 0 ? round.ratio(a, b) : round.loss(from);
  }

  /**
   * The other end of the interval with one end at {@code fixed} whose ratio is {@code target}.
   * {@code fixed} itself if the loss there is past the target already; infinite if no interval
   * does.
   */
  private double cut(double fixed, double target, boolean up) {
    double fixedLoss = round.loss(fixed);
    if (up ? fixedLoss >= target : fixedLoss <= target) {
      return fixed;
    }
    double low = up ? target : Double.NEGATIVE_INFINITY;
    double high = up ? Double.POSITIVE_INFINITY : target;
    double guess = 2 * target - fixedLoss;
    double free = fixed;
    double slope = 0.5;
    double before = guess;
    double offBefore = 0;
    for (int i = 0; i < 40; i++) {
      free = round.argument(guess);
      double off = (up ? ratio(fixed, free) : ratio(free, fixed)) - target;
      if (Math.abs(off) <= TOLERANCE * step) {
        return free;
      }
      if (off > 0) {
        high = guess;
        if (free < round.lowest()) {
          return Double.NEGATIVE_INFINITY;
        }
      } else {
        low = guess;
        if (free > round.highest()) {
          return Double.POSITIVE_INFINITY;
        }
      }
      if (i > 0 && guess != before) {
        double secant = (off - offBefore) / (guess - before);
        slope = secant > 0.05 && secant < 1 ? secant : 0.5;
      }
      before = guess;
      offBefore = off;
      double next = guess - off / slope;
      if (next <= low || next >= high) {
        next =
            high == Double.POSITIVE_INFINITY
                ? low + (low - fixedLoss)
                : low == Double.NEGATIVE_INFINITY ? high - (fixedLoss - high) : (low + high) / 2;
      }
      guess = next;
    }
    return free;
  }
}
