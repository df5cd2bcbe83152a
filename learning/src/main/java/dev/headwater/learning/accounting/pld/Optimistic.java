package dev.headwater.learning.accounting.pld;

/**
 * Losses on a grid that are dominated by a round's losses in both directions: x is reported as the
 * interval that contains it, a post-processing, and the intervals are chosen so that the ratio M /
 * N of their probabilities is a point of the grid.
 *
 * <p>Each cut is computed from the one before. Errors of the cuts grow where the density falls and
 * decay where it rises; therefore cuts are computed from the minima of the density towards its
 * maxima, from both sides. The remaining interval at a maximum has a ratio close to a grid point:
 * the grid is shifted to it, and the remaining mismatch is dropped in both directions.
 */
final class Optimistic {
  /** Tolerance of the cuts in steps of the grid; each direction loses at most this much. */
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
      // At most half a step below the lowest loss, so that cells are numbered from 0.
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

  /**
   * The geometric mean of the cell's probabilities under M and N: the density that governs the
   * errors of the cuts.
   */
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
   * A remainder whose ratio is off the grid is merged with enough of the next interval to move it
   * onto the grid. Without a next interval, the heaviest remainder determines the grid's shift, and
   * the others use the next safe point.
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
    // For masses M and N at the point k, adding a share of the neighbour j, where M = e^loss(j) N,
    // restores M = e^loss(k) N.
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

  /** The loss of an interval; for one too narrow to have any mass, the loss at its ends. */
  private double ratio(double from, double to) {
    double a = round.without(from, to);
    double b = round.with(from, to);
    return a > 0 && b > 0 ? round.ratio(a, b) : round.loss(from);
  }

  /**
   * The other end of the interval with one end at {@code fixed} whose ratio is {@code target}.
   * {@code fixed} itself if the loss there is already past the target; infinite if no interval
   * reaches it.
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
