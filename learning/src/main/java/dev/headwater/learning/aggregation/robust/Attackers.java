package dev.headwater.learning.aggregation.robust;

/** How many arbitrary contributions a rule is made for, and how many it needs for that. */
final class Attackers {
  private Attackers() {}

  static void requireNumber(String name, int f) {
    if (f < 0) {
      throw new IllegalArgumentException(
          "aggregator: %s:%d (expected: a number of attackers of at least 0)".formatted(name, f));
    }
  }

  /** Refuses fewer than {@code needed} contributions, named by the rule's own {@code formula}. */
  static void requireEnough(Object spec, int cohort, long needed, String formula) {
    if (cohort < needed) {
      throw new IllegalArgumentException(
          "aggregator: %s of %d contributions (expected: at least %d, %s)"
              .formatted(spec, cohort, needed, formula));
    }
  }
}
