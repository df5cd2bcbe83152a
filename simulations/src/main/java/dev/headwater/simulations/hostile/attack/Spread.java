package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.tasks.Contribution;
import java.util.List;

/**
 * Mean and deviation of honest updates, coordinate by coordinate.
 *
 * @param mean {@code [d]}
 * @param deviation {@code [d]}, {@code sqrt(1/n sum_k (u_kj - mean_j)^2)}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Spread(double[] mean, double[] deviation) {

  /**
   * {@return the spread of contributions, added in their order}
   *
   * @param honest at least one, all of the same shape
   */
  public static Spread of(List<Contribution> honest) {
    double[][] updates = honest.stream().map(Updates::of).toArray(double[][]::new);
    double[] mean = new double[updates[0].length];
    double[] deviation = new double[mean.length];
    for (int j = 0; j < mean.length; j++) {
      double sum = 0;
      for (double[] update : updates) {
        sum += update[j];
      }
      mean[j] = sum / updates.length;
      double squares = 0;
      for (double[] update : updates) {
        squares += (update[j] - mean[j]) * (update[j] - mean[j]);
      }
      deviation[j] = Math.sqrt(squares / updates.length);
    }
    return new Spread(mean, deviation);
  }
}
