package dev.headwater.learning.accounting.pld;

/**
 * A privacy loss on a grid: the loss {@code base + k * step} has the chance {@code mass(k)}, and an
 * infinite loss the chance {@code infinite}. The chances are those under the first distribution of
 * the pair (P, Q), and delta(epsilon) = E[(1 - e^(epsilon - loss))+].
 *
 * <p>On the optimistic side chances may sum to less than 1: what was left out would only add to
 * delta.
 */
final class LossGrid {
  private final double step;
  private final double base;
  private final double[] masses;
  private final double[] logs;
  private final double infinite;

  LossGrid(double step, double base, double[] masses, double infinite) {
    this.step = step;
    this.infinite = infinite;
    int from = 0;
    int to = masses.length;
    while (to > 1 && masses[to - 1] == 0) {
      to--;
    }
    while (from < to - 1 && masses[from] == 0) {
      from++;
    }
    this.base = base + from * step;
    this.masses = java.util.Arrays.copyOfRange(masses, from, to);
    this.logs = new double[this.masses.length];
    for (int k = 0; k < logs.length; k++) {
      logs[k] = Math.log(this.masses[k]);
    }
  }

  /** The same chances with every loss's sign turned, where {@code masses} belong to them. */
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
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logs.length; k++) {
      most = Math.max(most, logs[k] + growth * k);
    }
    double sum = 0;
    double first = 0;
    for (int k = 0; k < logs.length; k++) {
      double w = Math.exp(logs[k] + growth * k - most);
      sum += w;
      first += w * k;
    }
    double mean = first / sum;
    double square = 0;
    for (int k = 0; k < logs.length; k++) {
      double away = k - mean;
      square += Math.exp(logs[k] + growth * k - most) * away * away;
    }
    return new Moments(
        Math.log(sum) + most + tilt * base,
        base + mean * step,
        square / sum * step * step);
  }

  /** log E[e^(tilt loss)] alone. */
  double logMoment(double tilt) {
    double growth = tilt * step;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logs.length; k++) {
      most = Math.max(most, logs[k] + growth * k);
    }
    double sum = 0;
    for (int k = 0; k < logs.length; k++) {
      sum += Math.exp(logs[k] + growth * k - most);
    }
    return Math.log(sum) + most + tilt * base;
  }

  /** The tilted chance mass(k) e^(tilt loss(k)) / E[e^(tilt loss)], added into a ring of masses. */
  void addTilted(double tilt, double[] ring) {
    double scale = logMoment(tilt) - tilt * base;
    int mask = ring.length - 1;
    for (int k = 0; k < logs.length; k++) {
      ring[k & mask] += Math.exp(logs[k] + tilt * step * k - scale);
    }
  }
}
