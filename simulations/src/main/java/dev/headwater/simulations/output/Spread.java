package dev.headwater.simulations.output;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
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
 * @param mean over the clients, each counting once; null in files of earlier versions
 * @param worstTenth mean over the tenth of the clients that are served worst, rounded up to whole
 *     clients; null in files of earlier versions
 */
public record Spread(
    int clients,
    double min,
    @JsonProperty("lower_quartile") double lowerQuartile,
    double median,
    @JsonProperty("upper_quartile") double upperQuartile,
    double max,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double mean,
    @JsonProperty("worst_tenth") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Double worstTenth) {

  /**
   * Reads an object of a file; those of earlier versions have fewer keys.
   *
   * @param json the object
   * @throws IllegalArgumentException if a key that every version writes is missing or no number
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Spread read(JsonNode json) {
    return new Spread(
        json.path("clients").intValue(),
        number(json, "min"),
        number(json, "lower_quartile"),
        number(json, "median"),
        number(json, "upper_quartile"),
        number(json, "max"),
        json.has("mean") ? number(json, "mean") : null,
        json.has("worst_tenth") ? number(json, "worst_tenth") : null);
  }

  private static double number(JsonNode json, String key) {
    if (!json.path(key).isNumber()) {
      throw new IllegalArgumentException(
          "spread: no number %s (expected: as the run wrote it)".formatted(key));
    }
    return json.get(key).doubleValue();
  }

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
        sorted[sorted.length - 1],
        mean(sorted, sorted.length),
        mean(sorted, (sorted.length + 9) / 10));
  }

  /** Of the first {@code n}. */
  private static double mean(double[] sorted, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += sorted[i];
    }
    return sum / n;
  }

  private static double quantile(double[] sorted, double p) {
    double position = p * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
