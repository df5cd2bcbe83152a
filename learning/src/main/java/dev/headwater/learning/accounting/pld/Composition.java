package dev.headwater.learning.accounting.pld;

import dev.headwater.learning.accounting.numeric.Fft;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sum of independent losses on grids of one step width.
 *
 * <p>The losses are tilted first: probabilities are weighted by e^(tilt loss), so that the part of
 * the sum that determines delta is likely under the tilted sum, and has a small relative error
 * however small delta is. A transform, a power and the inverse transform give the tilted sum modulo
 * the window. The mass outside the window is bounded by Chernoff's bound and counted as error, and
 * so is the transform's rounding: {@link #upperEpsilon} adds the error, {@link #lowerEpsilon}
 * subtracts it.
 */
final class Composition {
  private static final double OUTSIDE = 1e-12;
  private static final int LARGEST = 1 << 21;
  private static final Map<Integer, Fft> TRANSFORMS = new ConcurrentHashMap<>();

  /** A number of rounds with one loss. */
  record Part(LossGrid loss, int count) {}

  private final double step;
  private final double start;
  private final double[] tilted;
  private final double tilt;
  private final double logScale;
  private final double error;
  private final double infinite;

  private Composition(
      double step,
      double start,
      double[] tilted,
      double tilt,
      double logScale,
      double error,
      double infinite) {
    this.step = step;
    this.start = start;
    this.tilted = tilted;
    this.tilt = tilt;
    this.logScale = logScale;
    this.error = error;
    this.infinite = infinite;
  }

  /** The sum's logarithmic moments. */
  static LossGrid.Moments moments(List<Part> parts, double tilt) {
    LossGrid.Moments sum = new LossGrid.Moments(0, 0, 0);
    for (Part part : parts) {
      sum = sum.plus(part.loss().moments(tilt), part.count());
    }
    return sum;
  }

  private static double logMoment(List<Part> parts, double tilt) {
    double sum = 0;
    for (Part part : parts) {
      sum += part.count() * part.loss().logMoment(tilt);
    }
    return sum;
  }

  /**
   * The sum.
   *
   * @param parts at least one, all of one step width
   * @param tilt at least 0; any is valid, and the best one gives a tilted mean equal to the epsilon
   *     asked for
   * @throws TooFine if the window needs too many points
   */
  static Composition of(List<Part> parts, double tilt) throws TooFine {
    double step = parts.get(0).loss().step();
    LossGrid.Moments centre = moments(parts, tilt);
    double high = reach(parts, tilt, centre, 1);
    double low = reach(parts, tilt, centre, -1);
    double base = 0;
    double infinite = 0;
    double rounds = 0;
    for (Part part : parts) {
      base += part.count() * part.loss().base();
      infinite += part.count() * part.loss().infinite();
      rounds += part.count();
    }
    double cells = (high - low) / step + 4;
    if (!(cells <= LARGEST)) {
      throw new TooFine();
    }
    int size = Math.max(64, Integer.highestOneBit(2 * (int) cells - 1));
    long first = (long) Math.floor((low - base) / step) - (size - (int) cells) / 2;
    double[] re = new double[size];
    double[] im = new double[size];
    double spectrum = transform(parts, tilt, re, im);
    double[] window = new double[size];
    for (int i = 0; i < size; i++) {
      window[i] = re[(int) ((first + i) & (size - 1))];
    }
    double rounding = 4e-16 * (rounds + 8 * Integer.numberOfTrailingZeros(size)) * spectrum;
    return new Composition(
        step, base + first * step, window, tilt, centre.value(), 2 * OUTSIDE + rounding, infinite);
  }

  /**
   * The tilted sum lies beyond this value, on the side given by the sign, with probability at most
   * {@link #OUTSIDE} by Chernoff's bound. Every t gives a bound, and there is one optimum: t starts
   * at the optimum for a Gaussian sum and decreases as long as the bound improves.
   */
  private static double reach(List<Part> parts, double tilt, LossGrid.Moments centre, int sign) {
    double step = parts.get(0).loss().step();
    double t = 1.5 * Math.sqrt(2 * -Math.log(OUTSIDE) / Math.max(centre.bend(), step * step));
    double best = Double.POSITIVE_INFINITY;
    while (true) {
      double rise = logMoment(parts, tilt + sign * t) - centre.value();
      double bound = (rise - Math.log(OUTSIDE)) / t;
      if (!(bound < best)) {
        return sign * best;
      }
      best = bound;
      t /= 1.6;
    }
  }

  /** Leaves the tilted sum in {@code re}, and returns the sum of its spectrum's magnitudes. */
  private static double transform(List<Part> parts, double tilt, double[] re, double[] im) {
    int size = re.length;
    Fft fft = TRANSFORMS.computeIfAbsent(size, Fft::new);
    boolean first = true;
    for (Part part : parts) {
      double[] partRe = new double[size];
      double[] partIm = new double[size];
      part.loss().addTilted(tilt, partRe);
      fft.forward(partRe, partIm);
      multiplyPowers(re, im, partRe, partIm, part.count(), first);
      first = false;
    }
    double sum = 0;
    for (int k = 0; k < size; k++) {
      sum += Math.sqrt(re[k] * re[k] + im[k] * im[k]);
    }
    fft.inverse(re, im);
    return sum;
  }

  /**
   * Multiplies by the power of the factor, by squaring; values far below the rounding error become
   * 0.
   */
  private static void multiplyPowers(
      double[] re, double[] im, double[] factorRe, double[] factorIm, int count, boolean first) {
    for (int k = 0; k < re.length; k++) {
      double r = 1;
      double i = 0;
      double squareR = factorRe[k];
      double squareI = factorIm[k];
      for (int n = count; ; ) {
        if ((n & 1) == 1) {
          double product = r * squareR - i * squareI;
          i = r * squareI + i * squareR;
          r = product;
        }
        n >>= 1;
        if (n == 0) {
          break;
        }
        double square = squareR * squareR - squareI * squareI;
        squareI = 2 * squareR * squareI;
        squareR = square;
        if (squareR * squareR + squareI * squareI < 1e-60) {
          r = 0;
          i = 0;
          break;
        }
      }
      if (first) {
        re[k] = r;
        im[k] = i;
      } else {
        double product = re[k] * r - im[k] * i;
        im[k] = re[k] * i + im[k] * r;
        re[k] = product;
      }
    }
  }

  /** The grid is too fine for the width of the sum: the window would not fit. */
  static final class TooFine extends Exception {
    private static final long serialVersionUID = 1;

    TooFine() {
      super("grid too fine", null, false, false);
    }
  }

  private double loss(int i) {
    return start + i * step;
  }

  /**
   * The largest effect of an error in the tilted sum on delta, at losses from {@code epsilon} on.
   */
  private double errorAt(double epsilon) {
    return error * Math.exp(logScale - tilt * epsilon);
  }

  private double mass(int i) {
    return tilted[i] * Math.exp(logScale - tilt * loss(i));
  }

  /** Whether the window begins above {@code epsilon}: this tilt was too strong. */
  boolean startsAbove(double epsilon) {
    return start > epsilon;
  }

  /**
   * One point of the curve of delta over epsilon.
   *
   * @param steepness -d log(delta) / d epsilon there, the best tilt according to Chernoff's bound
   * @param error the share of delta that may be error
   */
  record Point(double epsilon, double delta, double steepness, double error) {
    static final Point ORIGIN = new Point(0, 0, 0, 0);
  }

  private Point point(double epsilon, double delta, double chance, double at) {
    return new Point(Math.max(0, epsilon), delta, (chance - at) / delta, errorAt(epsilon) / delta);
  }

  /** No less than the least epsilon for {@code delta}; infinite if infinite losses allow none. */
  Point upperEpsilon(double delta) {
    if (infinite >= delta) {
      return new Point(Double.POSITIVE_INFINITY, delta, 0, 1);
    }
    // With A the probability of losses from s on and D = delta(s), delta(s - t) = e^-t D + (1 -
    // e^-t) A: sums of positive numbers, from the largest loss down. And d delta / d epsilon = D -
    // A.
    double chance = 0;
    double at = 0;
    double decay = Math.exp(-step);
    for (int i = tilted.length - 1; i >= 0; i--) {
      double next = decay * at + (1 - decay) * chance;
      double allowed = delta - infinite - errorAt(loss(i));
      if (next > allowed) {
        double epsilon = at > allowed ? loss(i + 1) : between(i + 1, chance, at, allowed);
        return point(epsilon, delta, chance, at);
      }
      at = next;
      chance += Math.max(0, mass(i));
      if (loss(i) < 0) {
        return new Point(0, delta, 0, 0);
      }
    }
    return new Point(Math.max(0, start), delta, 0, 1);
  }

  /** No more than the least epsilon for {@code delta}. */
  Point lowerEpsilon(double delta) {
    double chance = 0;
    double at = 0;
    double decay = Math.exp(-step);
    for (int i = tilted.length - 1; i >= 0 && loss(i + 1) > 0; i--) {
      double next = decay * at + (1 - decay) * chance;
      double needed = delta + errorAt(loss(i));
      if (next > needed) {
        double epsilon = between(i + 1, chance, at, needed);
        return point(epsilon, delta, chance, at);
      }
      at = next;
      chance += mass(i);
    }
    return new Point(0, delta, 0, 1);
  }

  /** The epsilon at most a step below loss(i) whose delta is {@code wanted}. */
  private double between(int i, double chance, double at, double wanted) {
    double ratio = (chance - wanted) / (chance - at);
    double down = ratio >= 1 ? 0 : Math.min(step, -Math.log(ratio));
    return loss(i) - down;
  }

  /** No less than delta(epsilon). */
  Point upperDelta(double epsilon) {
    double sum = 0;
    double chance = 0;
    for (int i = tilted.length - 1; i >= 0 && loss(i) > epsilon; i--) {
      double mass = Math.max(0, mass(i));
      chance += mass;
      sum += mass * -Math.expm1(epsilon - loss(i));
    }
    double delta = Math.min(1, sum + infinite + errorAt(epsilon));
    return delta == 0 ? new Point(epsilon, 0, 0, 0) : point(epsilon, delta, chance, sum);
  }
}
