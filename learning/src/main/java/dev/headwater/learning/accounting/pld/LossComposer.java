package dev.headwater.learning.accounting.pld;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Brackets of epsilon for rounds of the Poisson-subsampled Gaussian. Caches the discretised losses
 * of every kind of round and grid, which never change: one composer may serve several accountants
 * and threads.
 */
public final class LossComposer {
  /**
   * Largest relative error of epsilon that the grid may cause, before its step is rounded to a
   * power of two.
   */
  private static final double PRECISION = 2e-4;

  private static final int LAST_ATTEMPT = 5;

  /** The share of delta for losses beyond every grid, and the least such probability. */
  private static final double FAR = 1e-7;

  private static final double FARTHEST = 1e-45;

  /**
   * A number of rounds of one kind.
   *
   * @param rate q, in (0, 1]
   * @param noise z per unit of sensitivity, above 0
   * @param count rounds, at least 1
   */
  public record Rounds(double rate, double noise, int count) {}

  /** The direction of the discretisation error. */
  public enum Side {
    /** Discretised so that epsilon is no less than the true one. */
    UPPER,
    /** Discretised so that epsilon is no more than the true one. */
    LOWER
  }

  private record Key(double rate, double noise, double beyond, double step, Side side) {}

  private final Map<Key, Directions> known = new ConcurrentHashMap<>();

  /**
   * {@return epsilon from one side, the larger of both directions; empty if the losses fit no grid,
   * because there is next to no noise}
   *
   * @param rounds at least one kind
   * @param delta in (0, 1)
   * @param hintEpsilon a rough epsilon, as Renyi accounting gives it
   * @param hintOrder the Renyi order that gave it
   * @param side whether the result is no less or no more than the true epsilon
   */
  public OptionalDouble epsilon(
      List<Rounds> rounds, double delta, double hintEpsilon, double hintOrder, Side side) {
    double guess = hintOrder - 1;
    Composition.@Nullable Point point =
        refined(
            rounds,
            beyond(FAR * delta / count(rounds)),
            step(rounds, 0.8 * hintEpsilon, guess),
            side,
            parts ->
                side == Side.UPPER
                    ? TailSearch.upperEpsilon(parts, delta, guess)
                    : TailSearch.lowerEpsilon(parts, delta, guess));
    return point == null ? OptionalDouble.empty() : OptionalDouble.of(point.epsilon());
  }

  /**
   * {@return no less than delta(epsilon), the larger of both directions; 1 if the losses fit no
   * grid}
   *
   * @param rounds at least one kind
   * @param epsilon at least 0
   * @param hintOrder the Renyi order that gives the least delta
   */
  public double delta(List<Rounds> rounds, double epsilon, double hintOrder) {
    double guess = hintOrder - 1;
    Composition.@Nullable Point point =
        refined(
            rounds,
            FARTHEST,
            step(rounds, epsilon + 1 / guess, guess),
            Side.UPPER,
            parts -> TailSearch.upperDelta(parts, epsilon, guess));
    return point == null ? 1 : point.delta();
  }

  /** The point of the curve for one direction, given its losses. */
  private interface Search {
    Composition.Point in(List<Composition.Part> parts) throws Composition.TooFine;
  }

  /**
   * The higher of the two directions' points, on a grid that is fine enough there; null for none.
   */
  private Composition.@Nullable Point refined(
      List<Rounds> rounds, double beyond, double first, Side side, Search search) {
    double step = first;
    for (int attempt = 0; ; attempt++) {
      try {
        Composition.Point best = Composition.Point.ORIGIN;
        for (List<Composition.Part> parts : directions(rounds, beyond, step, side)) {
          Composition.Point found = search.in(parts);
          if (found.epsilon() > best.epsilon() || found.delta() > best.delta()) {
            best = found;
          }
        }
        double tilt = best.steepness();
        if (attempt >= LAST_ATTEMPT || !(tilt > 0)) {
          return best;
        }
        double wanted = step(rounds, Math.max(best.epsilon(), 0.02 / tilt), tilt);
        if (wanted >= step / 2) {
          return best;
        }
        step = wanted;
      } catch (Composition.TooFine e) {
        // Retry on a coarser grid and keep its result: the attempt counter only grows, so this
        // ends.
        step *= 4;
        attempt = Math.max(attempt, LAST_ATTEMPT);
        if (attempt > 4 * LAST_ATTEMPT) {
          return null;
        }
      }
    }
  }

  /**
   * The grid's step where the curve has the steepness {@code tilt}. Within an interval of the grid
   * a loss gains a variance of about step^2 / 6, so that all rounds together gain log-moments of
   * count * tilt * (tilt + 1) step^2 / 12, and epsilon that over the tilt. A power of two, so that
   * runs of many lengths share few grids.
   */
  private static double step(List<Rounds> rounds, double epsilon, double tilt) {
    double step = Math.sqrt(12 * PRECISION * epsilon / (count(rounds) * (tilt + 1)));
    return Math.scalb(1.0, Math.getExponent(step));
  }

  private static double count(List<Rounds> rounds) {
    double count = 0;
    for (Rounds kind : rounds) {
      count += kind.count();
    }
    return count;
  }

  /** {@code chance} rounded down to one of few values, for the same reason. */
  private static double beyond(double chance) {
    return Math.max(FARTHEST, Math.pow(10, 5 * Math.floor(Math.log10(chance) / 5)));
  }

  private List<List<Composition.Part>> directions(
      List<Rounds> rounds, double beyond, double step, Side side) {
    List<Composition.Part> removal = new ArrayList<>();
    List<Composition.Part> addition = new ArrayList<>();
    boolean symmetric = true;
    for (Rounds kind : rounds) {
      Directions losses =
          known.computeIfAbsent(
              new Key(kind.rate(), kind.noise(), beyond, step, side), LossComposer::discretised);
      removal.add(new Composition.Part(losses.removal(), kind.count()));
      addition.add(new Composition.Part(losses.addition(), kind.count()));
      symmetric &= kind.rate() == 1;
    }
    return symmetric ? List.of(removal) : List.of(removal, addition);
  }

  private static Directions discretised(Key key) {
    SubsampledGaussian round = new SubsampledGaussian(key.rate(), key.noise(), key.beyond());
    return key.side() == Side.UPPER
        ? Pessimistic.of(round, key.step())
        : Optimistic.of(round, key.step());
  }
}
