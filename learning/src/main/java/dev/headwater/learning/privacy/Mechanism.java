package dev.headwater.learning.privacy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who adds the noise, and so from whom it protects. */
public sealed interface Mechanism {

  /**
   * {@return the mechanism as it stands in ledgers: {@code Central}, {@code Local}, {@code
   * Distributed[minSurvivors=3]} or {@code ExampleLevel}}
   */
  String text();

  /**
   * {@return the mechanism with this text}
   *
   * @param text what {@link #text} returns
   * @throws IllegalArgumentException if it names no mechanism
   */
  static Mechanism parse(String text) {
    Matcher distributed = Distributed.TEXT.matcher(text);
    if (distributed.matches()) {
      return new Distributed(Integer.parseInt(distributed.group(1)));
    }
    return switch (text) {
      case "Central" -> new Central();
      case "Local" -> new Local();
      case "ExampleLevel" -> new ExampleLevel();
      default ->
          throw new IllegalArgumentException(
              "mechanism: %s (expected: Central, Local, Distributed[minSurvivors=N] or ExampleLevel)"
                  .formatted(text));
    };
  }

  /**
   * The coordinator adds noise once to the sum (DP-FedAvg; McMahan, Ramage, Talwar and Zhang 2018).
   * Protects whole clients from everybody who sees the models, not from the coordinator.
   */
  record Central() implements Mechanism {
    @Override
    public String text() {
      return "Central";
    }
  }

  /**
   * Every client adds all the noise to its own vector. Protects whole clients from everybody,
   * including the coordinator, but needs the most noise.
   */
  record Local() implements Mechanism {
    @Override
    public String text() {
      return "Local";
    }
  }

  /**
   * Every client adds a share of the noise under the mask of secure aggregation (Kairouz, Liu and
   * Steinke 2021). Protects whole clients from the coordinator too: it only sees noised sums.
   *
   * @param minSurvivors least number of contributions in an unmasked sum; their noise is accounted
   *     for
   */
  record Distributed(int minSurvivors) implements Mechanism {
    private static final Pattern TEXT = Pattern.compile("Distributed\\[minSurvivors=(\\d{1,9})]");

    @Override
    public String text() {
      return "Distributed[minSurvivors=%d]".formatted(minSurvivors);
    }

    /**
     * Noise shared by at least this many clients.
     *
     * @param minSurvivors at least 2
     * @throws IllegalArgumentException if it is smaller
     */
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
  record ExampleLevel() implements Mechanism {
    @Override
    public String text() {
      return "ExampleLevel";
    }
  }
}
