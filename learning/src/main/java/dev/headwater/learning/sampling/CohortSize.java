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
