package dev.headwater.learning.accounting.pld;

import java.util.Arrays;

/**
 * A privacy loss on a grid: the loss {@code base + k * step} has the probability {@code mass(k)},
 * and an infinite loss the probability {@code infinite}. Probabilities are taken under the first
 * distribution of the pair (P, Q), and delta(epsilon) = E[(1 - e^(epsilon - loss))+].
 *
 * <p>On the optimistic side probabilities may sum to less than 1: the omitted mass would only
 * increase delta.
 */
final class LossGrid {
  /**
   * The number of powers computed by repeated multiplication before one is computed directly again.
   */
  private static final int BLOCK = 32;

  /** Probability mass below this is moved to infinity, or dropped on the optimistic side. */
  private static final double NOTHING = 1e-200;

  private final double step;
  private final double base;
  private final double[] masses;
  private final double[] logs;
  private final double infinite;

  LossGrid(double step, double base, double[] masses, double infinite) {
    this.step = step;
    double swept = 0;
    for (int k = 0; k < masses.length; k++) {
      if (masses[k] < NOTHING) {
        swept += masses[k];
        masses[k] = 0;
      }
    }
    this.infinite = infinite > 0 ? infinite + swept : 0;
    int from = 0;
    int to = masses.length;
    while (to > 1 && masses[to - 1] == 0) {
      to--;
    }
    while (from < to - 1 && masses[from] == 0) {
      from++;
    }
    this.base = base + from * step;
    this.masses = Arrays.copyOfRange(masses, from, to);
    this.logs = new double[this.masses.length];
    for (int k = 0; k < logs.length; k++) {
      logs[k] = Math.log(this.masses[k]);
    }
  }

  /** The grid with the sign of every loss flipped; {@code masses} are its probabilities. */
  static LossGrid negated(double step, double base, double[] masses, double infinite) {
    int n = masses.length;
    double[] reversed = new double[n];
    for (int k = 0; k < n; k++) {
      reversed[k] = masses[n - 1 - k];
    }
    return new LossGrid(step, -(base + (n - 1) * step), reversed, infinite);
  }

  double step() {
    return step;
  }

  double base() {
    return base;
  }

  double infinite() {
    return infinite;
  }

  int size() {
    return masses.length;
  }

  double mass(int k) {
    return masses[k];
  }

  /**
   * The logarithm of the moment generating function of the finite losses and its derivatives.
   *
   * @param value log E[e^(tilt loss)]
   * @param slope its first derivative, the mean of the tilted losses
   * @param bend its second derivative, their variance
   */
  record Moments(double value, double slope, double bend) {
    Moments plus(Moments other, int count) {
      return new Moments(
          value + count * other.value, slope + count * other.slope, bend + count * other.bend);
    }
  }

  Moments moments(double tilt) {
    double growth = tilt * step;
    int centre = mostAt(growth);
    double most = logs[centre] + growth * centre;
    double ratio = Math.exp(growth);
    int block = Math.abs(growth) * BLOCK < 100 ? BLOCK : 1;
    double sum = 0;
    double first = 0;
    double second = 0;
    // Relative to the largest term, so that the variance is not a difference of large numbers.
    double power = 0;
    for (int k = 0; k < masses.length; k++) {
      power = k % block == 0 ? Math.exp(growth * k - most) : power * ratio;
      double w = masses[k] * power;
      double away = k - centre;
      sum += w;
      first += w * away;
      second += w * away * away;
    }
    double mean = first / sum;
    return new Moments(
        Math.log(sum) + most + tilt * base,
        base + (centre + mean) * step,
        Math.max(0, second / sum - mean * mean) * step * step);
  }

  /** log E[e^(tilt loss)] alone. */
  double logMoment(double tilt) {
    double growth = tilt * step;
    double most = most(growth);
    double ratio = Math.exp(growth);
    int block = Math.abs(growth) * BLOCK < 100 ? BLOCK : 1;
    double sum = 0;
    double power = 0;
    for (int k = 0; k < masses.length; k++) {
      power = k % block == 0 ? Math.exp(growth * k - most) : power * ratio;
      sum += masses[k] * power;
    }
    return Math.log(sum) + most + tilt * base;
  }

  private int mostAt(double growth) {
    int at = 0;
    for (int k = 1; k < logs.length; k++) {
      if (logs[k] + growth * k > logs[at] + growth * at) {
        at = k;
      }
    }
    return at;
  }

  private double most(double growth) {
    int at = mostAt(growth);
    return logs[at] + growth * at;
  }

  /**
   * The tilted probability mass(k) e^(tilt loss(k)) / E[e^(tilt loss)], added into a ring of
   * masses.
   */
  void addTilted(double tilt, double[] ring) {
    double scale = logMoment(tilt) - tilt * base;
    int mask = ring.length - 1;
    for (int k = 0; k < logs.length; k++) {
      ring[k & mask] += Math.exp(logs[k] + tilt * step * k - scale);
    }
  }
}
