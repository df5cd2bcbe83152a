package dev.headwater.learning.privacy;

/** Who adds the noise, and therefore against whom it protects. */
public sealed interface Mechanism {

  /**
   * The coordinator adds noise once to the sum (DP-FedAvg; McMahan, Ramage, Talwar and Zhang 2018).
   * Protects whole clients from everybody who sees the models, not from the coordinator.
   */
  record Central() implements Mechanism {}

  /**
   * Every client adds all the noise to its own vector. Protects whole clients from everybody,
   * including the coordinator, but needs the most noise.
   */
  record Local() implements Mechanism {}

  /**
   * Every client adds a share of the noise under the mask of secure aggregation (Kairouz, Liu and
   * Steinke 2021). Protects whole clients from the coordinator too: it only sees noised sums.
   *
   * @param minSurvivors least number of contributions in an unmasked sum; their noise is accounted
   *     for
   */
  record Distributed(int minSurvivors) implements Mechanism {
    /** Refuses fewer than 2. */
    public Distributed {
      if (minSurvivors < 2) {
        throw new IllegalArgumentException(
            "distributed noise: over %d clients (expected: at least 2)".formatted(minSurvivors));
      }
    }
  }

  /**
   * Every client trains with DP-SGD (Abadi et al. 2016). Protects single examples from everybody,
   * including the coordinator, but not whole clients.
   */
  record ExampleLevel() implements Mechanism {}
}
