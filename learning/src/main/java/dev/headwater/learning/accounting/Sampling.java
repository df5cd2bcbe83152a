package dev.headwater.learning.accounting;

/** How a round's cohort is drawn; it determines the adjacency of the guarantee. */
public sealed interface Sampling {

  /**
   * Every participant takes part independently with the same probability, so the cohort's size
   * varies.
   *
   * @param rate the probability of taking part in a round, in (0, 1]
   */
  record Poisson(double rate) implements Sampling {
    /**
     * Checks the rate.
     *
     * @param rate in (0, 1]
     * @throws IllegalArgumentException for another rate
     */
    public Poisson {
      if (!(rate > 0 && rate <= 1)) {
        throw new IllegalArgumentException(
            "sampling rate: %s (expected: above 0 and at most 1)".formatted(rate));
      }
    }

    @Override
    public Adjacency adjacency() {
      return Adjacency.ADD_OR_REMOVE;
    }
  }

  /**
   * A fixed number of participants, uniform without replacement, out of a population of public
   * size.
   *
   * @param cohort participants in a round, at least 1
   * @param population participants in all, at least {@code cohort}
   */
  record FixedSize(int cohort, int population) implements Sampling {
    /**
     * Refuses empty cohorts and cohorts above the population.
     *
     * @param cohort at least 1
     * @param population at least {@code cohort}
     * @throws IllegalArgumentException for other numbers
     */
    public FixedSize {
      if (cohort < 1 || cohort > population) {
        throw new IllegalArgumentException(
            "cohort: %d of a population of %d (expected: at least 1 and at most the population)"
                .formatted(cohort, population));
      }
    }

    @Override
    public Adjacency adjacency() {
      return Adjacency.REPLACE_ONE;
    }

    @Override
    public double rate() {
      return (double) cohort / population;
    }
  }

  /** {@return the adjacency of guarantees under this sampling} */
  Adjacency adjacency();

  /**
   * {@return the share of the population in a round, in (0, 1]; the expected share under Poisson
   * sampling}
   */
  double rate();
}
