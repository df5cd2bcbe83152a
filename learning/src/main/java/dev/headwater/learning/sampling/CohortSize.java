package dev.headwater.learning.sampling;

/** How many of the available clients take part in a round. */
public sealed interface CohortSize {

  /** All clients. */
  record All() implements CohortSize {
    @Override
    public int of(int available) {
      return available;
    }
  }

  /**
   * A fixed number, or all clients if there are fewer.
   *
   * @param clients at least 1
   */
  record Count(int clients) implements CohortSize {
    /**
     * Checks the number.
     *
     * @param clients at least 1
     * @throws IllegalArgumentException for another number
     */
    public Count {
      if (clients < 1) {
        throw new IllegalArgumentException("cohort: %d (expected: at least 1)".formatted(clients));
      }
    }

    @Override
    public int of(int available) {
      return Math.min(clients, available);
    }
  }

  /**
   * A share of the available clients, rounded up, at least one.
   *
   * @param share in (0, 1]
   */
  record Fraction(double share) implements CohortSize {
    /**
     * Checks the share.
     *
     * @param share in (0, 1]
     * @throws IllegalArgumentException for another share
     */
    public Fraction {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "fraction-fit: %s (expected: above 0 and at most 1)".formatted(share));
      }
    }

    @Override
    public int of(int available) {
      // 0.07 * 100 is 7.000000000000001: the share was given in decimals.
      return Math.max(1, (int) Math.ceil(share * available - 1e-9));
    }
  }

  /**
   * Every client independently with the same probability (Poisson sampling), so the cohort's size
   * is random and may be 0. Amplification by sampling is proved for it under add/remove of one
   * client.
   *
   * @param rate in (0, 1]
   */
  record Poisson(double rate) implements CohortSize {
    /**
     * Checks the rate.
     *
     * @param rate in (0, 1]
     * @throws IllegalArgumentException for another rate
     */
    public Poisson {
      if (!(rate > 0 && rate <= 1)) {
        throw new IllegalArgumentException(
            "sampling-rate: %s (expected: above 0 and at most 1)".formatted(rate));
      }
    }

    /** The expected number, rounded up. */
    @Override
    public int of(int available) {
      return new Fraction(rate).of(available);
    }

    @Override
    public double expected(int available) {
      return rate * available;
    }
  }

  /**
   * A fixed number of clients by turns that everybody knows: two turns of one client are at least
   * so many rounds apart, nobody stands in for a client that does not answer, and a client whose
   * budget is spent has no further turn. So in T rounds a client has at most {@code ceil(T / b)}
   * turns. Nothing is amplified by sampling, because nothing is secret.
   *
   * @param clients asked in a round, at least 1; fewer if not enough have rested
   * @param separation b, least distance of two turns of one client in rounds, at least 1
   */
  record Schedule(int clients, int separation) implements CohortSize {
    /**
     * Checks the numbers.
     *
     * @param clients at least 1
     * @param separation at least 1
     * @throws IllegalArgumentException for other numbers
     */
    public Schedule {
      if (clients < 1) {
        throw new IllegalArgumentException("cohort: %d (expected: at least 1)".formatted(clients));
      }
      if (separation < 1) {
        throw new IllegalArgumentException(
            "schedule: %d (expected: at least 1 round between two turns of a client)"
                .formatted(separation));
      }
    }

    @Override
    public int of(int available) {
      return Math.min(clients, available);
    }

    /**
     * {@return the most turns that one client can have}
     *
     * @param rounds of the run, at least 1
     */
    public int turns(int rounds) {
      return (rounds + separation - 1) / separation;
    }
  }

  /**
   * {@return the number of clients to ask}
   *
   * @param available clients that could take part, at least 0
   */
  int of(int available);

  /**
   * {@return the expected number of clients to ask}
   *
   * @param available clients that could take part, at least 0
   */
  default double expected(int available) {
    return of(available);
  }

  /**
   * {@return whether the size is fixed, so that sampling is without replacement; false if everybody
   * takes part}
   */
  default boolean fixedSize() {
    return this instanceof Count || this instanceof Fraction;
  }
}
