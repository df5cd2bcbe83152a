package dev.headwater.learning.privacy;

/** Who adds the noise, and so from whom it protects. */
public sealed interface Mechanism {

  /**
   * The coordinator adds noise once to the sum (DP-FedAvg; McMahan, Ramage, Talwar and Zhang 2018).
   * Protects whole clients from everybody who sees the models, not from the coordinator.
   */
  record Central() implements Mechanism {}

  /**
   * Every client adds all the noise to its own vector. Protects whole clients from everybody, the
   * coordinator included, at the price of the most noise.
   */
  record Local() implements Mechanism {}

  /**
   * Every client adds a part of the noise under the mask of secure aggregation (Kairouz, Liu and
   * Steinke 2021). Protects whole clients from the coordinator too: it sees a noised sum, never
   * another.
   *
   * @param minSurvivors contributions without which nothing is unmasked: the noise of that many is
   *     what is accounted for
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
   * the coordinator included; not the client as a whole.
   */
  record ExampleLevel() implements Mechanism {}
}
