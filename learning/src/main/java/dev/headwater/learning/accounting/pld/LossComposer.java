package dev.headwater.learning.accounting.pld;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Brackets of epsilon for rounds of the Poisson-subsampled Gaussian. Keeps the discretised losses of
 * every kind of round and grid that it met, which never change: one composer may serve a whole line
 * of accountants, from several threads.
 */
public final class LossComposer {
  /** How far the grid may move epsilon, relative to it, before rounding to a power of two. */
  private static final double PRECISION = 2e-4;

  private static final int PATIENCE = 8;
  private static final int LAST_ATTEMPT = 3;
  private static final double LIFT = 15;

  /**
   * So many rounds of one kind.
   *
   * @param rate q, in (0, 1]
   * @param noise z per unit of sensitivity, above 0
   * @param count rounds, at least 1
   */
  public record Rounds(double rate, double noise, int count) {}

  /** Which side of the truth. */
  public enum Side {
    /** Discretised so that epsilon is no less than the true one. */
    UPPER,
    /** Discretised so that epsilon is no more than the true one. */
    LOWER
  }

  private record Key(double rate, double noise, double step, Side side) {}

  private final Map<Key, Directions> known = new ConcurrentHashMap<>();

  /**
   * Epsilon from one side, the larger of both directions.
   *
   * @param rounds at least one kind
   * @param delta in (0, 1)
   * @param hintEpsilon a rough epsilon, as Renyi accounting gives it
   * @param hintOrder the Renyi order that gave it
   */
  public double epsilon(
      List<Rounds> rounds, double delta, double hintEpsilon, double hintOrder, Side side) {
    double guess = hintOrder - 1;
    double first = Math.sqrt(12 * PRECISION * 0.8 * hintEpsilon / (count(rounds) * (guess + 1)));
    return refined(
            rounds,
            first,
            side,
            parts -> {
              double tilt = tilt(parts, guess, lifted(Math.log(delta)), Double.NaN);
              return point(
                  parts,
                  tilt,
                  sum -> side == Side.UPPER ? sum.upperEpsilon(delta) : sum.lowerEpsilon(delta));
            })
        .epsilon();
  }

  /** No less than delta(epsilon), the larger of both directions. */
  public double delta(List<Rounds> rounds, double epsilon, double hintOrder) {
    double guess = hintOrder - 1;
    double first = Math.sqrt(12 * PRECISION * (epsilon + 1 / guess) / (count(rounds) * hintOrder));
    return refined(
            rounds,
            first,
            Side.UPPER,
            parts -> {
              double best = tilt(parts, guess, Double.NaN, epsilon);
              double logDelta = Composition.moments(parts, best).value() - best * epsilon;
              double tilt = tilt(parts, guess, lifted(logDelta), Double.NaN);
              return point(parts, tilt, sum -> sum.upperDelta(epsilon));
            })
        .delta();
  }

  /** Where of the curve one direction is, given its losses. */
  private interface Search {
    Composition.Point in(List<Composition.Part> parts) throws Composition.TooFine;
  }

  /**
   * The higher of both directions' points, on a grid that is fine enough where that point was found.
   * Within an interval of the grid a loss gains a variance of about step^2 / 6, so that all rounds
   * together gain log-moments of count * tilt * (tilt + 1) step^2 / 12, and epsilon that over the
   * tilt. Steps are powers of two, so that few grids serve many lengths of a run.
   */
  private Composition.Point refined(
      List<Rounds> rounds, double first, Side side, Search search) {
    double step = power(first);
    for (int attempt = 0; ; attempt++) {
      try {
        Composition.Point best = new Composition.Point(0, 0, 0);
        for (List<Composition.Part> parts : directions(rounds, step, side)) {
          Composition.Point found = search.in(parts);
          if (found.epsilon() > best.epsilon() || found.delta() > best.delta()) {
            best = found;
          }
        }
        double tilt = best.steepness();
        double size = Math.max(best.epsilon(), tilt > 0 ? 0.02 / tilt : 0);
        double wanted = Math.sqrt(12 * PRECISION * size / (count(rounds) * (tilt + 1)));
        if (attempt >= LAST_ATTEMPT || !(tilt > 0) || power(wanted) >= step / 2) {
          return best;
        }
        step = power(wanted);
      } catch (Composition.TooFine e) {
        // Coarser, and as it is then: attempts only grow, so that this ends.
        step *= 4;
        attempt = Math.max(attempt, LAST_ATTEMPT);
        if (attempt > 4 * LAST_ATTEMPT) {
          throw new ArithmeticException("losses do not fit any grid: " + rounds);
        }
      }
    }
  }

  private static double count(List<Rounds> rounds) {
    double count = 0;
    for (Rounds kind : rounds) {
      count += kind.count();
    }
    return count;
  }

  private static double power(double step) {
    return Math.scalb(1.0, Math.getExponent(step));
  }

  /**
   * The tail that tilts are chosen for: so much more likely than the one asked for, that the window
   * is narrow where tails are heavy, and the error is still far below.
   */
  private static double lifted(double logDelta) {
    return Math.min(0, logDelta + LIFT);
  }

  /** Any tilt is right: where the window begins above the point found, half of it is tried. */
  private static Composition.Point point(
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

  private List<List<Composition.Part>> directions(List<Rounds> rounds, double step, Side side) {
    List<Composition.Part> removal = new ArrayList<>();
    List<Composition.Part> addition = new ArrayList<>();
    boolean symmetric = true;
    for (Rounds kind : rounds) {
      Directions losses =
          known.computeIfAbsent(
              new Key(kind.rate(), kind.noise(), step, side), LossComposer::discretised);
      removal.add(new Composition.Part(losses.removal(), kind.count()));
      addition.add(new Composition.Part(losses.addition(), kind.count()));
      symmetric &= kind.rate() == 1;
    }
    return symmetric ? List.of(removal) : List.of(removal, addition);
  }

  private static Directions discretised(Key key) {
    SubsampledGaussian round = new SubsampledGaussian(key.rate(), key.noise());
    return key.side() == Side.UPPER ? Pessimistic.of(round, key.step()) : Optimistic.of(round, key.step());
  }

  /**
   * The tilt at which the tilted sum's mean is about the epsilon of {@code logDelta} by Chernoff's
   * bound, where tilt * mean - log-moment + logDelta = 0; or, with {@code logDelta} not a number, is
   * {@code mean}. By Newton on the tilt's logarithm.
   */
  private static double tilt(
      List<Composition.Part> parts, double guess, double logDelta, double mean) {
    if (logDelta == 0) {
      return 0;
    }
    double low = 0;
    double high = 50 * guess;
    double tilt = guess;
    for (int i = 0; i < 30; i++) {
      LossGrid.Moments m = Composition.moments(parts, tilt);
      boolean byDelta = !Double.isNaN(logDelta);
      double miss = byDelta ? tilt * m.slope() - m.value() + logDelta : m.slope() - mean;
      double rise = byDelta ? tilt * tilt * m.bend() : tilt * m.bend();
      if (miss > 0) {
        high = tilt;
      } else {
        low = tilt;
      }
      double next = tilt * Math.exp(Math.max(-2, Math.min(2, -miss / rise)));
      if (!(next > low && next < high)) {
        next = low == 0 ? high / 8 : Math.sqrt(low * high);
      }
      if (Math.abs(Math.log(next / tilt)) < 0.05 || next < 1e-9) {
        return next;
      }
      tilt = next;
    }
    return tilt;
  }
}
