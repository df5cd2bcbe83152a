package dev.headwater.learning.strategies.closed;

import dev.headwater.learning.algebra.Lbfgs;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.strategy.ServerState;
import java.util.Arrays;
import java.util.function.BiFunction;

/**
 * L-BFGS as a state machine: every round gives F and its gradient at one point, the trial. The
 * state holds, in double precision, the last accepted position and gradient, the direction from
 * there, and the newest pairs of steps and changes.
 */
final class Descent {
  /** Pairs that are remembered; more change little. */
  private static final int PAIRS = 10;

  private static final double ARMIJO = 1e-4;

  /** Of F, below which a change is rounding of float32 gradients and losses. */
  private static final double ROUNDING = 1e-7;

  /** A step this short is no step: the pairs are dropped. */
  private static final double SHORTEST = 1.0 / 64;

  private static final String POSITION = "position";
  private static final String GRADIENT = "gradient";
  private static final String DIRECTION = "direction";
  private static final String STEPS = "steps";
  private static final String CHANGES = "changes";

  /** {@code [5]}: F there, its slope along the direction, the step's length, pairs, penalty. */
  private static final String AT = "at";

  private static final int VALUE = 0;
  private static final int SLOPE = 1;
  private static final int LENGTH = 2;
  private static final int KEPT = 3;
  private static final int PENALTY = 4;

  private Descent() {}

  static ServerState start(ServerState state, int size) {
    return state
        .with(POSITION, new double[size])
        .with(GRADIENT, new double[size])
        .with(DIRECTION, new double[size])
        .with(STEPS, new double[PAIRS * size])
        .with(CHANGES, new double[PAIRS * size])
        .with(AT, new double[] {Double.POSITIVE_INFINITY, 0, 1, 0, 0});
  }

  /** Before the first gradient, which is asked for at {@code w}. */
  static ServerState begin(ServerState state, double[] w) {
    return state.with(POSITION, w);
  }

  static ServerState dropped(ServerState state) {
    ServerState next = state;
    for (String name : new String[] {POSITION, GRADIENT, DIRECTION, STEPS, CHANGES}) {
      next = next.with(name, new double[0]);
    }
    return next;
  }

  /** Where the next gradient is asked for, rounded as clients get it. */
  static double[] trial(ServerState state) {
    double[] w = position(state);
    double[] direction = state.memory(DIRECTION);
    double length = state.memory(AT)[LENGTH];
    for (int j = 0; j < w.length; j++) {
      w[j] = (float) (w[j] + length * direction[j]);
    }
    return w;
  }

  static double[] position(ServerState state) {
    return state.memory(POSITION);
  }

  static int penalty(ServerState state) {
    return (int) state.memory(AT)[PENALTY];
  }

  /** Infinite before the first gradient. */
  static double gradientNorm(ServerState state) {
    double[] gradient = state.memory(GRADIENT);
    return Double.isInfinite(state.memory(AT)[VALUE])
        ? Double.POSITIVE_INFINITY
        : Math.sqrt(Lbfgs.dot(gradient, gradient));
  }

  static Parameters head(ServerState state, Objective objective) {
    return objective.rows().parameters(position(state));
  }

  /** The state after the loss and its gradient at the trial are known. */
  static ServerState evaluated(
      ServerState state,
      Objective objective,
      double loss,
      double[] gradient,
      BiFunction<ServerState, Objective, Bound> metric) {
    double[] trial = trial(state);
    double value = loss + objective.penalty(trial);
    objective.addGradient(gradient, trial);
    double[] at = state.memory(AT);
    double most = at[VALUE] + ARMIJO * at[LENGTH] * at[SLOPE] + ROUNDING * Math.abs(at[VALUE]);
    if (Double.isInfinite(at[VALUE]) || value <= most) {
      ServerState next = Double.isInfinite(at[VALUE]) ? state : paired(state, trial, gradient);
      next =
          next.with(POSITION, trial)
              .with(GRADIENT, gradient)
              .with(objective.rows().parameters(trial))
              .with(AT, set(next.memory(AT), VALUE, value));
      return directed(next, objective, metric);
    }
    if (at[LENGTH] > SHORTEST) {
      return state.with(AT, set(at, LENGTH, at[LENGTH] / 2));
    }
    return directed(state.with(AT, set(at, KEPT, 0)), objective, metric);
  }

  /** The state at the same position for the next penalty: F and its gradient there are known. */
  static ServerState next(
      ServerState state,
      Objective before,
      Objective after,
      BiFunction<ServerState, Objective, Bound> metric) {
    double[] w = position(state);
    double[] gradient = state.memory(GRADIENT);
    new Objective(after.head(), after.l2() - before.l2()).addGradient(gradient, w);
    double[] at = state.memory(AT);
    at[VALUE] += after.penalty(w) - before.penalty(w);
    at[KEPT] = 0;
    at[PENALTY]++;
    return directed(state.with(GRADIENT, gradient).with(AT, at), after, metric);
  }

  private static ServerState directed(
      ServerState state, Objective objective, BiFunction<ServerState, Objective, Bound> metric) {
    double[] gradient = state.memory(GRADIENT);
    Bound bound = metric.apply(state, objective);
    int kept = (int) state.memory(AT)[KEPT];
    double[] direction =
        Lbfgs.direction(
            gradient,
            rows(state.memory(STEPS), kept, gradient.length),
            rows(state.memory(CHANGES), kept, gradient.length),
            bound::inverse);
    double[] at = set(state.memory(AT), LENGTH, 1);
    return state
        .with(DIRECTION, direction)
        .with(AT, set(at, SLOPE, Lbfgs.dot(gradient, direction)));
  }

  /** With the pair of an accepted step, in place of the oldest one. */
  private static ServerState paired(ServerState state, double[] trial, double[] gradient) {
    double[] step = difference(trial, position(state));
    double[] change = difference(gradient, state.memory(GRADIENT));
    double curvature = Lbfgs.dot(step, change);
    if (!(curvature > 1e-12 * Lbfgs.dot(change, change))) {
      return state;
    }
    double[] at = state.memory(AT);
    int kept = (int) at[KEPT];
    return state
        .with(STEPS, appended(state.memory(STEPS), step, kept))
        .with(CHANGES, appended(state.memory(CHANGES), change, kept))
        .with(AT, set(at, KEPT, Math.min(PAIRS, kept + 1)));
  }

  private static double[] appended(double[] rows, double[] row, int kept) {
    int size = row.length;
    int at = kept;
    if (kept == PAIRS) {
      System.arraycopy(rows, size, rows, 0, (PAIRS - 1) * size);
      at = PAIRS - 1;
    }
    System.arraycopy(row, 0, rows, at * size, size);
    return rows;
  }

  private static double[][] rows(double[] flat, int count, int size) {
    double[][] rows = new double[count][];
    for (int i = 0; i < count; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * size, (i + 1) * size);
    }
    return rows;
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      difference[j] = a[j] - b[j];
    }
    return difference;
  }

  private static double[] set(double[] values, int at, double value) {
    double[] copy = values.clone();
    copy[at] = value;
    return copy;
  }
}
