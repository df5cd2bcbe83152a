package dev.headwater.learning.sums;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A weighted sum of vectors in {@link FixedPoint}: {@code s_j = sum over clients of rint(v_j *
 * 2^F)}, as 64-bit integers. Bit-identical for every order of {@link #add} and every tree of {@link
 * #merge}. One array, however many clients. One shot: after {@link #finish} it refuses everything.
 * Not thread-safe.
 */
public final class ExactSum {
  private final FixedPoint grid;
  private final long[] sum;
  private double totalWeight;
  private boolean finished;

  /** An empty sum of vectors of {@code length} values. */
  public ExactSum(FixedPoint grid, int length) {
    this.grid = grid;
    this.sum = new long[length];
  }

  /**
   * Adds one vector, wholly or not at all.
   *
   * @param vector {@code [length]}, already multiplied by its weight
   * @param weight above 0
   * @return why the vector was refused and nothing was added, or null if it was added
   */
  public @Nullable String add(float[] vector, double weight) {
    requireOpen();
    if (vector.length != sum.length) {
      return "length: %d (expected: %d)".formatted(vector.length, sum.length);
    }
    if (!(weight > 0) || totalWeight + weight > grid.maxTotalWeight()) {
      return "weight: %s (expected: above 0, and at most %s in all of which %s is taken)"
          .formatted(weight, grid.maxTotalWeight(), totalWeight);
    }
    double bound = grid.maxPerWeight() * weight;
    for (int j = 0; j < vector.length; j++) {
      if (!(Math.abs(vector[j]) <= bound)) {
        return Float.isFinite(vector[j])
            ? "value %d: %s (expected: at most %s in size)".formatted(j, vector[j], bound)
            : "value %d: %s (expected: a finite number)".formatted(j, vector[j]);
      }
    }
    double unit = grid.unit();
    for (int j = 0; j < vector.length; j++) {
      sum[j] += (long) Math.rint(vector[j] * unit);
    }
    totalWeight += weight;
    return null;
  }

  /**
   * Adds all of {@code other}, which is finished by this: its contributors must not be counted
   * again.
   */
  public void merge(ExactSum other) {
    requireOpen();
    other.requireOpen();
    if (!grid.equals(other.grid) || sum.length != other.sum.length) {
      throw new IllegalArgumentException(
          "merge: %s of %d values into %s of %d (expected: the same grid and length)"
              .formatted(other.grid, other.sum.length, grid, sum.length));
    }
    if (totalWeight + other.totalWeight > grid.maxTotalWeight()) {
      throw new IllegalArgumentException(
          "merge: total weight %s (expected: at most %s)"
              .formatted(totalWeight + other.totalWeight, grid.maxTotalWeight()));
    }
    for (int j = 0; j < sum.length; j++) {
      sum[j] += other.sum[j];
    }
    totalWeight += other.totalWeight;
    other.finished = true;
  }

  /** Weight added so far. */
  public double totalWeight() {
    return totalWeight;
  }

  /** The integers, once. */
  public Total finish() {
    requireOpen();
    finished = true;
    return new Total(grid, sum, totalWeight);
  }

  private void requireOpen() {
    if (finished) {
      throw new IllegalStateException(
          "this sum is finished: it can be used once (make a new one for the next round)");
    }
  }

  /**
   * A finished sum.
   *
   * @param grid what one unit is worth
   * @param units {@code [length]} integers, owned by this value
   * @param totalWeight sum of the weights
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content below
  public record Total(FixedPoint grid, long[] units, double totalWeight) {

    /**
     * {@code units_j / (2^F * totalWeight)} for every j, in double precision. Refuses a total
     * weight of 0.
     */
    public double[] mean() {
      if (!(totalWeight > 0)) {
        throw new IllegalStateException(
            "mean of nothing: the total weight is 0 (expected: at least one contribution)");
      }
      double[] mean = new double[units.length];
      for (int j = 0; j < units.length; j++) {
        mean[j] = units[j] / grid.unit() / totalWeight;
      }
      return mean;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Total t
          && grid.equals(t.grid)
          && totalWeight == t.totalWeight
          && Arrays.equals(units, t.units);
    }

    @Override
    public int hashCode() {
      return 31 * grid.hashCode() + Arrays.hashCode(units);
    }
  }
}
