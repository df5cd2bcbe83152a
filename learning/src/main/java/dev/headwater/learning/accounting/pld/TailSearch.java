package dev.headwater.learning.accounting.pld;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Chooses tilts. Every tilt gives a valid bound; a strong one computes rare tails with small
 * relative errors, but widens the sum's window where the losses have heavy tails. Therefore the
 * search starts with the tilt that suits a much more likely tail, and continues until the error is
 * small enough.
 */
final class TailSearch {
  /** Logarithms of the factors by which the tail that suits a tilt is more likely. */
  private static final double[] LIFTS = {15, 15, 15, 8, 8, 0};

  /** The share of that tilt to try: less where the best tilt jumps from bulk to tail. */
  private static final double[] SHARES = {1, 0.5, 0.2, 1, 0.5, 1};

  /** The largest error, as a share of delta, before the next tilt is tried. */
  private static final double ERROR = 1e-3;

  private static final int PATIENCE = 8;

  private TailSearch() {}

  static Composition.Point upperEpsilon(List<Composition.Part> parts, double delta, double guess)
      throws Composition.TooFine {
    return least(
        parts, guess, Math.log(delta), sum -> sum.upperEpsilon(delta), Composition.Point::epsilon);
  }

  static Composition.Point lowerEpsilon(List<Composition.Part> parts, double delta, double guess)
      throws Composition.TooFine {
    return least(
        parts, guess, Math.log(delta), sum -> sum.lowerEpsilon(delta), point -> -point.epsilon());
  }

  static Composition.Point upperDelta(List<Composition.Part> parts, double epsilon, double guess)
      throws Composition.TooFine {
    double tilt = forMean(parts, guess, epsilon);
    double logDelta = Composition.moments(parts, tilt).value() - tilt * epsilon;
    return least(
        parts,
        tilt > 0 ? tilt : guess,
        logDelta,
        sum -> sum.upperDelta(epsilon),
        Composition.Point::delta);
  }

  /** The least point by {@code order} over the tilts that were tried. */
  private static Composition.Point least(
      List<Composition.Part> parts,
      double guess,
      double logDelta,
      Function<Composition, Composition.Point> of,
      ToDoubleFunction<Composition.Point> order)
      throws Composition.TooFine {
    Composition.Point best = null;
    double suited = Double.NaN;
    for (int i = 0; i < LIFTS.length; i++) {
      if (SHARES[i] == 1) {
        suited = forTail(parts, guess, Math.min(0, logDelta + LIFTS[i]));
      }
      try {
        Composition.Point found = at(parts, SHARES[i] * suited, of);
        if (best == null || order.applyAsDouble(found) < order.applyAsDouble(best)) {
          best = found;
        }
        if (found.error() < ERROR) {
          break;
        }
      } catch (Composition.TooFine e) {
        if (best == null && i == LIFTS.length - 1) {
          throw e;
        }
      }
    }
    if (best == null) {
      throw new Composition.TooFine();
    }
    return best;
  }

  /** If the window begins above the point found, half of the tilt is tried. */
  private static Composition.Point at(
      List<Composition.Part> parts, double first, Function<Composition, Composition.Point> of)
      throws Composition.TooFine {
    double tilt = first;
    for (int i = 0; ; i++) {
      Composition sum = Composition.of(parts, tilt);
      Composition.Point found = of.apply(sum);
      if (tilt == 0 || found.epsilon() == 0 || !sum.startsAbove(found.epsilon()) || i == PATIENCE) {
        return found;
      }
      tilt /= 2;
    }
  }

  /**
   * The tilt at which the tilted sum's mean is the epsilon that Chernoff's bound gives for {@code
   * logDelta}: tilt * mean - log-moment + logDelta = 0.
   */
  private static double forTail(List<Composition.Part> parts, double guess, double logDelta) {
    return logDelta == 0
        ? 0
        : root(
            parts,
            guess,
            (tilt, m) -> tilt * m.slope() - m.value() + logDelta,
            (tilt, m) -> tilt * tilt * m.bend());
  }

  /** The tilt at which the tilted sum's mean is {@code mean}. */
  private static double forMean(List<Composition.Part> parts, double guess, double mean) {
    return root(parts, guess, (tilt, m) -> m.slope() - mean, (tilt, m) -> tilt * m.bend());
  }

  private interface OfMoments {
    double at(double tilt, LossGrid.Moments moments);
  }

  /** Newton's method on the tilt's logarithm, kept within the known bracket; approximate. */
  private static double root(
      List<Composition.Part> parts, double guess, OfMoments rising, OfMoments derivative) {
    double low = 0;
    double high = 50 * guess;
    double tilt = guess;
    for (int i = 0; i < 30; i++) {
      LossGrid.Moments m = Composition.moments(parts, tilt);
      double miss = rising.at(tilt, m);
      if (miss > 0) {
        high = tilt;
      } else {
        low = tilt;
      }
      double move = -miss / derivative.at(tilt, m);
      double next = tilt * Math.exp(Math.max(-2, Math.min(2, move)));
      if (!(next > low && next < high)) {
        next = low == 0 ? high / 8 : Math.sqrt(low * high);
      }
      if (Math.abs(Math.log(next / tilt)) < 0.05) {
        return next;
      }
      if (next < 1e-9) {
        return 0;
      }
      tilt = next;
    }
    return tilt;
  }
}
