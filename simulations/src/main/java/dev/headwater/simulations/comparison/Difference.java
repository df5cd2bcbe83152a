package dev.headwater.simulations.comparison;

import dev.headwater.simulations.statistics.Estimate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Two settings compared by pairs of runs with equal seeds: what the seeds do to both, such as an
 * easy split, cancels out. The first one is ahead, or level.
 *
 * @param ahead the setting with the better mean
 * @param behind the other one
 * @param metric what they are compared by
 * @param gain by how much {@code ahead} is better, over the pairs; shares, or rounds
 * @param holm p-value of the paired t-test, adjusted for all comparisons made; NaN for one pair
 * @param sameDigests whether every pair ended with the same parameters
 */
public record Difference(
    Setting ahead, Setting behind, Metric metric, Estimate gain, double holm, boolean sameDigests) {
  private static final double LEVEL = 0.05;

  /**
   * {@return the difference of two groups, before it is adjusted}
   *
   * @param a with at least one run whose seed {@code b} has, too
   * @param b the other one
   * @param metric that both have
   */
  static Difference of(Group a, Group b, Metric metric) {
    Map<Long, Trial> others = new HashMap<>();
    b.trials().forEach(trial -> others.put(trial.seed(), trial));
    List<Double> gains = new ArrayList<>();
    boolean same = true;
    for (Trial one : a.trials()) {
      Trial other = others.get(one.seed());
      if (other != null) {
        gains.add(metric.gain(one, other));
        same &= Objects.equals(one.end().digest(), other.end().digest());
      }
    }
    Estimate gain = Estimate.of(gains);
    return gain.mean() < 0
        ? new Difference(b.setting(), a.setting(), metric, negated(gains), Double.NaN, same)
        : new Difference(a.setting(), b.setting(), metric, gain, Double.NaN, same);
  }

  private static Estimate negated(List<Double> gains) {
    return Estimate.of(gains.stream().map(gain -> -gain).toList());
  }

  Difference adjusted(double p) {
    return new Difference(ahead, behind, metric, gain, p, sameDigests);
  }

  /** {@return whether the two have the same figure on every seed} */
  boolean level() {
    return gain.mean() == 0 && (gain.isEven() || !gain.hasInterval());
  }

  /** {@return whether the pairs tell the two apart, whatever else is compared} */
  public boolean toldApart() {
    return holm < LEVEL;
  }

  /** {@return whether the interval leaves out 0, though the number of comparisons forbids it} */
  boolean byChance() {
    return !toldApart() && gain.hasInterval() && !gain.isEven() && gain.lower() > 0;
  }
}
