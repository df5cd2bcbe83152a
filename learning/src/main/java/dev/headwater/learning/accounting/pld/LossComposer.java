package dev.headwater.learning.accounting.pld;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brackets of epsilon for rounds of the Poisson-subsampled Gaussian. Keeps the discretised losses
 * of every kind of round and grid that it met, which never change: one composer may serve a whole
 * line of accountants, from several threads.
 */
public final class LossComposer {
  /** How far the grid may move epsilon, relative to it, before rounding to a power of two. */
  private static final double PRECISION = 2e-4;

  private static final int PATIENCE = 8;
  private static final int LAST_ATTEMPT = 3;

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
    double tilt = hintOrder - 1;
    double step = step(rounds, 0.8 * hintEpsilon, tilt);
    for (int attempt = 0; ; attempt++) {
      try {
        double best = 0;
        double bestTilt = tilt;
        for (List<Composition.Part> parts : directions(rounds, step, side)) {
          double own = tilt(parts, tilt, Math.log(delta), Double.NaN);
          Composition sum = Composition.of(parts, own);
          double found = side == Side.UPPER ? sum.upperEpsilon(delta) : sum.lowerEpsilon(delta);
          for (int i = 0; i < PATIENCE && found > 0 && sum.startsAbove(found); i++) {
            own /= 2;
            sum = Composition.of(parts, own);
            found = side == Side.UPPER ? sum.upperEpsilon(delta) : sum.lowerEpsilon(delta);
          }
          if (found > best) {
            best = found;
            bestTilt = own;
          }
        }
        double wanted = best > 0 ? step(rounds, best, bestTilt) : step;
        if (wanted >= step / 2 || attempt >= LAST_ATTEMPT) {
          return best;
        }
        step = wanted;
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

  /** No less than delta(epsilon), the larger of both directions. */
  public double delta(List<Rounds> rounds, double epsilon, double hintOrder) {
    double tilt = hintOrder - 1;
    double step = step(rounds, Math.max(epsilon, 1e-3), tilt);
    for (int attempt = 0; ; attempt++) {
      try {
        double most = 0;
        for (List<Composition.Part> parts : directions(rounds, step, Side.UPPER)) {
          double own = tilt(parts, tilt, Double.NaN, epsilon);
          most = Math.max(most, Composition.of(parts, own).upperDelta(epsilon));
        }
        return most;
      } catch (Composition.TooFine e) {
        step *= 4;
        if (attempt > 4 * LAST_ATTEMPT) {
          throw new ArithmeticException("losses do not fit any grid: " + rounds);
        }
      }
    }
  }

  /**
   * The grid's step, a power of two so that few grids serve many lengths of a run. Within an
   * interval a loss gains a variance of about step^2 / 6, so that all rounds together gain
   * log-moments of count * tilt * (tilt + 1) step^2 / 12, and epsilon that over the tilt.
   */
  private static double step(List<Rounds> rounds, double epsilon, double tilt) {
    double count = 0;
    for (Rounds kind : rounds) {
      count += kind.count();
    }
    double step = Math.sqrt(12 * PRECISION * epsilon / (count * (tilt + 1)));
    return Math.scalb(1.0, Math.getExponent(step));
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
    return key.side() == Side.UPPER
        ? Pessimistic.of(round, key.step())
        : Optimistic.of(round, key.step());
  }

  /**
   * The tilt at which the tilted sum's mean is about the epsilon of {@code logDelta} by Chernoff's
   * bound, where tilt * mean - log-moment + logDelta = 0; or, with {@code logDelta} not a number,
   * is {@code mean}. By Newton on the tilt's logarithm.
   */
  private static double tilt(
      List<Composition.Part> parts, double guess, double logDelta, double mean) {
    double tilt = guess;
    for (int i = 0; i < 12; i++) {
      LossGrid.Moments m = Composition.moments(parts, tilt);
      boolean byDelta = !Double.isNaN(logDelta);
      double miss = byDelta ? tilt * m.slope() - m.value() + logDelta : m.slope() - mean;
      double rise = byDelta ? tilt * tilt * m.bend() : tilt * m.bend();
      double move = rise > 0 ? -miss / rise : Math.signum(-miss);
      move = Math.max(-1.4, Math.min(1.4, move));
      double next = Math.min(tilt * Math.exp(move), 50 * guess);
      if (!(next > 1e-9)) {
        return 0;
      }
      boolean near = Math.abs(Math.log(next / tilt)) < 0.05;
      tilt = next;
      if (near) {
        break;
      }
    }
    return tilt;
  }
}
