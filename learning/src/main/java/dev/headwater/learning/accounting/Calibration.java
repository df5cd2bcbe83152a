package dev.headwater.learning.accounting;

/** The noise that a budget requires, or the number of rounds that it allows. */
public final class Calibration {
  private static final double PRECISION = 1e-4;
  private static final double LEAST = 1e-3;
  private static final double MOST = 1e9;
  private static final int MOST_ROUNDS = 1 << 26;

  private Calibration() {}

  /**
   * {@return the smallest noise multiplier sigma / C, within 1e-4 relative and on the safe side,
   * with which {@code rounds} rounds cost at most {@code epsilon}; never below 2^-10}
   *
   * @param epsilon above 0
   * @param delta in (0, 1)
   * @param sampling how the cohort of every round is drawn
   * @param rounds at least 1
   * @param kind the accountant that adds up the rounds
   * @throws IllegalArgumentException if no noise multiplier up to a billion stays within the budget
   */
  public static double noiseMultiplier(
      double epsilon, double delta, Sampling sampling, int rounds, AccountantKind kind) {
    checked(epsilon, delta);
    double high = 1;
    double atHigh = miss(epsilon, delta, sampling, high, rounds, kind);
    double low = high / 2;
    double atLow = atHigh;
    if (atHigh > 0) {
      while (atHigh > 0) {
        low = high;
        atLow = atHigh;
        high *= 2;
        if (high > MOST) {
          throw new IllegalArgumentException(
              "epsilon: %s with delta %s for %d rounds (expected: a budget that some noise multiplier up to %.0f keeps; raise epsilon or delta, or take fewer rounds)"
                  .formatted(epsilon, delta, rounds, MOST));
        }
        atHigh = miss(epsilon, delta, sampling, high, rounds, kind);
      }
    } else {
      atLow = miss(epsilon, delta, sampling, low, rounds, kind);
      while (low > LEAST && atLow <= 0) {
        high = low;
        atHigh = atLow;
        low /= 2;
        atLow = miss(epsilon, delta, sampling, low, rounds, kind);
      }
    }
    // The secant's root on logarithms, moved slightly up and down in turn so that both ends of the
    // bracket converge; the midpoint if there is no secant.
    boolean above = true;
    while (high - low > PRECISION / 2 * high) {
      double share = atLow / (atLow - atHigh);
      double guess = Math.sqrt(low * high);
      if (share > 0 && share < 1) {
        guess = low * Math.pow(high / low, share);
        guess *= above ? 1 + PRECISION / 8 : 1 - PRECISION / 8;
        above = !above;
      }
      if (!(guess > low && guess < high)) {
        guess = Math.sqrt(low * high);
      }
      double at = miss(epsilon, delta, sampling, guess, rounds, kind);
      if (at <= 0) {
        high = guess;
        atHigh = at;
      } else {
        low = guess;
        atLow = at;
      }
    }
    return high;
  }

  /**
   * {@return the largest number of rounds with the noise multiplier {@code z} that cost at most
   * {@code epsilon}; 0 if even one costs more; at most 2^26}
   *
   * @param epsilon above 0
   * @param delta in (0, 1)
   * @param sampling how the cohort of every round is drawn
   * @param z sigma / C, at least 0
   * @param kind the accountant that adds up the rounds
   */
  public static int rounds(
      double epsilon, double delta, Sampling sampling, double z, AccountantKind kind) {
    checked(epsilon, delta);
    int low = 0;
    int high = 1;
    Accountant fresh = kind.fresh();
    while (fresh.plus(new Step(sampling, z, high)).epsilon(delta) <= epsilon) {
      low = high;
      if (high == MOST_ROUNDS) {
        return high;
      }
      high *= 2;
    }
    while (high - low > 1) {
      int middle = low + (high - low) / 2;
      if (fresh.plus(new Step(sampling, z, middle)).epsilon(delta) <= epsilon) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** log(epsilon spent / epsilon), at most 0 within the budget. */
  private static double miss(
      double epsilon, double delta, Sampling sampling, double z, int rounds, AccountantKind kind) {
    double spent = kind.fresh().plus(new Step(sampling, z, rounds)).epsilon(delta);
    return Math.log(spent / epsilon);
  }

  private static void checked(double epsilon, double delta) {
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon: %s (expected: finite and above 0)".formatted(epsilon));
    }
    Accountant.checkedDelta(delta);
  }
}
