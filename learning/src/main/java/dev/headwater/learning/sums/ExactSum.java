package dev.headwater.learning.sums;

import dev.headwater.learning.training.kernels.Kernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A weighted sum of vectors in {@link FixedPoint}: {@code s_j = sum over clients of rint(v_j *
 * 2^F)}, as 64-bit integers. Bit-identical for every order of {@link #add} and every tree of {@link
 * #merge}. One array for any number of clients. Single use: after {@link #finish} it refuses
 * everything. Not thread-safe.
 *
 * <p>Weights are summed the same way, as whole multiples of {@code ulp(maxTotalWeight)}: whole
 * numbers are exact, others are rounded by less than one part in 2^52 of the largest total.
 */
public final class ExactSum {
  private final FixedPoint grid;
  private final long[] sum;
  private final double weightStep;
  private long weightUnits;
  private boolean finished;

  /**
   * An empty sum.
   *
   * @param grid the value of one unit, and the bounds of every value and of the total weight
   * @param length number of values of every vector
   */
  public ExactSum(FixedPoint grid, int length) {
    this.grid = grid;
    this.sum = new long[length];
    this.weightStep = Math.ulp(grid.maxTotalWeight());
  }

  /**
   * Adds one vector, atomically.
   *
   * @param vector {@code [length]}, already multiplied by its weight
   * @param weight above 0
   * @return why the vector was refused and nothing was added, or null if it was added
   */
  public @Nullable String add(float[] vector, double weight) {
    String problem = problemOf(new Values.Reals(vector), weight);
    if (problem == null) {
      addUnchecked(new Values.Reals(vector), weight);
    }
    return problem;
  }

  /**
   * {@return the reason why the values cannot be added, or null if they can}
   *
   * @param values {@code [length]}, already multiplied by their weight
   * @param weight above 0
   * @throws IllegalStateException if this sum is finished
   */
  public @Nullable String problemOf(Values values, double weight) {
    requireOpen();
    if (values.size() != sum.length) {
      return "length: %d (expected: %d)".formatted(values.size(), sum.length);
    }
    // NaN and values that are too large both give 0 here, and 0 is refused.
    long units = weightUnitsOf(weight);
    if (units < 1 || weightUnits + units > Math.round(grid.maxTotalWeight() / weightStep)) {
      return "weight: %s (expected: above 0, and at most %s in all of which %s is taken)"
          .formatted(weight, grid.maxTotalWeight(), totalWeight());
    }
    return grid.problemOf(values, weight);
  }

  private long weightUnitsOf(double weight) {
    return weight <= grid.maxTotalWeight() ? Math.round(weight / weightStep) : 0;
  }

  /**
   * Adds values without a check. Values that {@link #problemOf} would refuse make the sum wrong.
   *
   * @param values {@code [length]}, already multiplied by their weight
   * @param weight above 0
   */
  public void addUnchecked(Values values, double weight) {
    if (values instanceof Values.Reals reals) {
      float[] vector = reals.values();
      Kernel.best().addRounded(sum, vector, 0, vector.length, grid.unit());
    } else {
      long[] units = ((Values.Integers) values).units();
      for (int j = 0; j < units.length; j++) {
        sum[j] += units[j];
      }
    }
    weightUnits += weightUnitsOf(weight);
  }

  /**
   * Adds {@code other} and finishes it, so that its contributors are not counted again.
   *
   * @param other a sum of other contributors, on the same grid and of the same length
   * @throws IllegalArgumentException if the grids or lengths differ, {@code other} is this sum, or
   *     the total weight exceeds the grid's bound; then neither is changed
   * @throws IllegalStateException if either is finished
   */
  public void merge(ExactSum other) {
    if (other == this) {
      throw new IllegalArgumentException(
          "merge: a sum into itself (expected: another sum, whose contributors are not in it yet)");
    }
    requireOpen();
    other.requireOpen();
    if (!grid.equals(other.grid) || sum.length != other.sum.length) {
      throw new IllegalArgumentException(
          "merge: %s of %d values into %s of %d (expected: the same grid and length)"
              .formatted(other.grid, other.sum.length, grid, sum.length));
    }
    long units = weightUnits + other.weightUnits;
    if (units > Math.round(grid.maxTotalWeight() / weightStep)) {
      throw new IllegalArgumentException(
          "merge: total weight %s (expected: at most %s)"
              .formatted(units * weightStep, grid.maxTotalWeight()));
    }
    for (int j = 0; j < sum.length; j++) {
      sum[j] += other.sum[j];
    }
    weightUnits = units;
    other.finished = true;
  }

  /** {@return the total weight added so far, at least 0 and at most the grid's bound} */
  public double totalWeight() {
    return weightUnits * weightStep;
  }

  /**
   * {@return the sum, after which this object refuses everything}
   *
   * @throws IllegalStateException if it was finished before
   */
  public Total finish() {
    requireOpen();
    finished = true;
    return new Total(grid, sum, totalWeight());
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
   * @param grid the value of one unit
   * @param units {@code [length]} integers, owned by this value
   * @param totalWeight sum of the weights
   */
  @SuppressWarnings("ArrayRecordComponent") // equals compares content
  public record Total(FixedPoint grid, long[] units, double totalWeight) {

    /**
     * {@return the mean {@code units_j / (2^F * totalWeight)} for every j, in double precision; a
     * fresh array}
     *
     * @throws IllegalStateException if the total weight is 0
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

    /**
     * {@return the sum over the contributors of both, exact: the weights are whole multiples of one
     * step, of which a double holds every sum up to the bound}
     *
     * @param other a sum of other contributors, on the same grid and of the same length
     * @throws IllegalArgumentException if the grids or lengths differ, or the total weight exceeds
     *     the grid's bound
     */
    public Total plus(Total other) {
      double weight = totalWeight + other.totalWeight;
      if (!grid.equals(other.grid)
          || units.length != other.units.length
          || weight > grid.maxTotalWeight()) {
        throw new IllegalArgumentException(
            "merge: %s of %d values and weight %s, with %s of %d and %s (expected: the same grid and length, and a total weight of at most %s)"
                .formatted(
                    grid,
                    units.length,
                    totalWeight,
                    other.grid,
                    other.units.length,
                    other.totalWeight,
                    grid.maxTotalWeight()));
      }
      long[] sum = new long[units.length];
      for (int j = 0; j < sum.length; j++) {
        sum[j] = units[j] + other.units[j];
      }
      return new Total(grid, sum, weight);
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
