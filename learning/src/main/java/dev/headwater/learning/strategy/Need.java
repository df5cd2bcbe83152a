package dev.headwater.learning.strategy;

/** What a strategy requires of its run; checked before the run begins. */
public enum Need {
  /** Every client has weight 1: {@code --weights uniform}. */
  UNIFORM_WEIGHTS("weights: uniform"),

  /**
   * Clients are weighted by num_examples: {@code --weights examples}. For a strategy of your own
   * whose step is right for the mean over all examples alone; a run with other weights is refused.
   */
  EXAMPLE_WEIGHTS("weights: examples"),

  /** Every enrolled client in every round. */
  EVERYBODY("every client in every round, without --cohort, --fraction-fit and --sampling-rate"),

  /**
   * The same enrolled clients from the first round to the last; the strategy keeps their number in
   * its state by {@link Enrolled}, so that another number is refused before a round is asked.
   */
  FIXED_POPULATION("the same clients from the first round to the last"),

  /** A head without hidden layers. */
  LINEAR_HEAD("head: linear"),

  /** Exact sums, which no robust aggregator gives. */
  SUMS("aggregator: mean");

  private final String expected;

  Need(String expected) {
    this.expected = expected;
  }

  /** {@return the setting that meets it, as messages name it after "expected"} */
  public String expected() {
    return expected;
  }
}
