package dev.headwater.learning.tasks;

import dev.headwater.learning.sums.ExactSum;
import java.util.Arrays;
import java.util.List;

/** An aggregator's result for the contributions of one round: one vector for each of the schema. */
public sealed interface Estimate {

  /**
   * Exact sums.
   *
   * @param totals in the order of the schema's vectors
   */
  record Sums(List<ExactSum.Total> totals) implements Estimate {
    /**
     * Sums of all vectors.
     *
     * @param totals in the order of the schema's vectors, at least one; the list is copied
     */
    public Sums {
      totals = List.copyOf(totals);
    }

    @Override
    public double[] mean(int vector) {
      return totals.get(vector).mean();
    }

    @Override
    public double totalWeight() {
      return totals.get(0).totalWeight();
    }
  }

  /**
   * A robust rule's estimate of the mean, per unit of weight.
   *
   * @param means in the order of the schema's vectors
   * @param totalWeight of the contributions
   */
  record Robust(List<double[]> means, double totalWeight) implements Estimate {
    /**
     * Estimates of all vectors.
     *
     * @param means in the order of the schema's vectors; the list is copied, the arrays in it are
     *     not
     * @param totalWeight sum of the contributions' weights, at least 0
     */
    public Robust {
      means = List.copyOf(means);
    }

    @Override
    public double[] mean(int vector) {
      return means.get(vector).clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Robust r
          && totalWeight == r.totalWeight
          && Arrays.deepEquals(means.toArray(), r.means.toArray());
    }

    @Override
    public int hashCode() {
      return Arrays.deepHashCode(means.toArray());
    }
  }

  /**
   * {@return the mean of a vector over all contributions, per unit of weight; a fresh copy}
   *
   * @param vector its place in the schema, from 0
   * @throws IllegalStateException if nothing was summed
   */
  double[] mean(int vector);

  /** {@return the sum of all weights, 0 without contributions} */
  double totalWeight();
}
