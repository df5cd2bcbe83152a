package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.headwater.learning.evaluation.Evaluation;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The spread of accuracy over clients, all values in [0, 1]. Quantiles are interpolated linearly
 * between order statistics: position {@code p * (n - 1)}.
 *
 * @param clients number of clients
 * @param min the worst client
 * @param lowerQuartile a quarter of the clients is below
 * @param median half of the clients is below
 * @param upperQuartile a quarter of the clients is above
 * @param max the best client
 */
public record Spread(
    int clients,
    double min,
    @JsonProperty("lower_quartile") double lowerQuartile,
    double median,
    @JsonProperty("upper_quartile") double upperQuartile,
    double max) {

  /**
   * {@return the spread over the clients with examples; null if there are none}
   *
   * @param clients one evaluation per client, in any order; those without examples are left out
   */
  public static @Nullable Spread of(Collection<Evaluation> clients) {
    double[] sorted =
        clients.stream()
            .filter(client -> client.numExamples() > 0)
            .mapToDouble(Evaluation::accuracy)
            .sorted()
            .toArray();
    return sorted.length == 0 ? null : ofSorted(sorted);
  }

  /**
   * {@return the spread of the given values}
   *
   * @param values in [0, 1], in any order, at least one; not changed
   */
  public static Spread of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted);
  }

  private static Spread ofSorted(double[] sorted) {
    return new Spread(
        sorted.length,
        sorted[0],
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.75),
        sorted[sorted.length - 1]);
  }

  private static double quantile(double[] sorted, double p) {
    double position = p * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
