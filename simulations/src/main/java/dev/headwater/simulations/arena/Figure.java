package dev.headwater.simulations.arena;

import java.util.List;
import java.util.Locale;

/**
 * An accuracy over several seeds.
 *
 * @param mean in [0, 1]
 * @param deviation standard deviation over the seeds, with {@code n - 1}; 0 for one seed
 */
public record Figure(double mean, double deviation) {

  /**
   * {@return mean and deviation}
   *
   * @param values at least one, in [0, 1]
   */
  public static Figure of(List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new Figure(mean, values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1)));
  }

  /** {@return percent, such as {@code 88.9 +- 0.4}} */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.1f ± %.1f", 100 * mean, 100 * deviation);
  }
}
