package dev.headwater.simulations.comparison;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What tells some runs from others, seeds apart.
 *
 * @param values by flag name, in the order in which they are shown; empty if nothing differs
 */
public record Setting(Map<String, String> values) {
  /** Flags whose values are names that speak for themselves. */
  private static final Set<String> NAMED = Set.of("strategy", "aggregator", "partition");

  /**
   * Copies the map.
   *
   * @param values kept in their order
   */
  public Setting {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** {@return such as {@code strategy=fedprox:0.1 partition=dirichlet:0.1}} */
  public String label() {
    return without(Set.of());
  }

  /**
   * {@return the label in a sentence, without what is said already: {@code fedprox:0.1}}
   *
   * @param said flag names
   */
  String spoken(Set<String> said) {
    List<String> left = values.keySet().stream().filter(key -> !said.contains(key)).toList();
    return left.size() == 1 && NAMED.contains(left.get(0))
        ? String.valueOf(values.get(left.get(0)))
        : without(said);
  }

  /**
   * {@return the label without what is said already; {@code the same settings} if nothing is left}
   *
   * @param said flag names
   */
  public String without(Set<String> said) {
    String label =
        values.entrySet().stream()
            .filter(one -> !said.contains(one.getKey()))
            .map(one -> one.getKey() + "=" + one.getValue())
            .collect(Collectors.joining(" "));
    return label.isEmpty() ? "the same settings" : label;
  }
}
