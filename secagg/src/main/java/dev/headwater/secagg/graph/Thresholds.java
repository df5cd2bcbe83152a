package dev.headwater.secagg.graph;

/**
 * The least graph degree and the threshold that tolerate given numbers of dropouts and colluders,
 * after Bell et al. (2020), section 3.
 *
 * @param neighbours degree of the graph, {@code cohort - 1} for the complete one
 * @param threshold holders that reconstruct a secret
 */
public record Thresholds(int neighbours, int threshold) {
  /** Shares have an x-coordinate in GF(256) other than 0. */
  public static final int MAX_HOLDERS = 255;

  /** Up to this size the complete graph is cheap and needs no probabilistic argument. */
  public static final int COMPLETE_UP_TO = 32;

  /** Least number of neighbours, whatever the assumptions. */
  public static final int LEAST_DEGREE = 16;

  private static final double SECURITY = -40 * Math.log(2);
  private static final double CORRECTNESS = -20 * Math.log(2);

  /**
   * The cheapest choice that is secure.
   *
   * @param cohort clients invited, 2 or more
   * @param dropoutShare share of the cohort that may drop out over all steps, 0 to below 1
   * @param corruptShare share of the cohort that may collude with the server, 0 to below 1; at
   *     least one client where it is not 0
   * @param minSurvivors least number of inputs in a sum
   * @throws IllegalArgumentException if no threshold can tolerate both
   */
  public static Thresholds choose(
      int cohort, double dropoutShare, double corruptShare, int minSurvivors) {
    if (cohort < 2) {
      throw new IllegalArgumentException(
          "secure aggregation: cohort: %d (expected: 2 clients or more)".formatted(cohort));
    }
    int dropouts = count("dropouts", dropoutShare, cohort);
    int share = count("colluding clients", corruptShare, cohort);
    // A share of a small cohort rounds to nobody, and against nobody there is nothing to hold.
    int corrupt = corruptShare > 0 ? Math.max(1, share) : 0;
    if (minSurvivors > cohort - dropouts) {
      throw new IllegalArgumentException(
          "secure aggregation: fewest survivors: %d of %d clients (expected: at most %d, what is left after %d dropouts; ask for fewer or allow fewer dropouts)"
              .formatted(minSurvivors, cohort, cohort - dropouts, dropouts));
    }
    if (cohort > COMPLETE_UP_TO) {
      int most = Math.min(cohort - 2, MAX_HOLDERS - 1);
      for (int degree = LEAST_DEGREE; degree <= most; degree += 2) {
        int threshold = threshold(cohort, degree, corrupt);
        if (threshold <= degree + 1
            && connected(cohort, degree, dropouts + corrupt)
            && recovers(cohort, degree, dropouts, threshold)) {
          return new Thresholds(degree, threshold);
        }
      }
    }
    int threshold = (cohort + corrupt) / 2 + 1;
    if (cohort <= MAX_HOLDERS && threshold <= cohort - dropouts) {
      return new Thresholds(cohort - 1, threshold);
    }
    throw new IllegalArgumentException(
        "secure aggregation: no threshold for %d clients holds against %d dropouts and %d colluding clients (expected: fewer of either: %s)"
            .formatted(
                cohort,
                dropouts,
                corrupt,
                cohort <= MAX_HOLDERS
                    ? "twice the dropouts and the colluders together must stay below the cohort"
                    : "a secret has at most 255 shares, and chance must not break it once in 2^40 rounds"));
  }

  private static int count(String what, double share, int cohort) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(
          "secure aggregation: share of %s: %s (expected: 0 to below 1)".formatted(what, share));
    }
    return (int) Math.floor(share * cohort + 1e-9);
  }

  /**
   * {@code 2 t > k + 1 + c} for the largest number {@code c} of colluders in any neighbourhood,
   * except with probability 2^-40.
   */
  private static int threshold(int cohort, int degree, int corrupt) {
    int colluders = most(cohort - 1, corrupt, degree, SECURITY - Math.log(cohort));
    return (degree + 1 + colluders) / 2 + 1;
  }

  /**
   * Whether the circle stays connected. It is only disconnected if two runs of {@code k / 2}
   * neighbours each have dropped out, {@code k} given positions out of fewer than {@code n^2 / 2}
   * choices.
   */
  private static boolean connected(int cohort, int degree, int gone) {
    double log = 2 * Math.log(cohort) - Math.log(2);
    for (int i = 0; i < degree; i++) {
      if (gone - i <= 0) {
        return true;
      }
      log += Math.log((double) (gone - i) / (cohort - i));
    }
    return log <= SECURITY;
  }

  /** Whether every secret keeps enough holders, including the secrets of dropped owners. */
  private static boolean recovers(int cohort, int degree, int dropouts, int threshold) {
    return most(cohort - 1, dropouts, degree, CORRECTNESS - Math.log(cohort)) <= degree - threshold;
  }

  /**
   * The largest number of marked items among {@code draws} of {@code population}, except with
   * probability {@code exp(logChance)}: a quantile of the hypergeometric distribution, from its
   * upper tail.
   */
  static int most(int population, int marked, int draws, double logChance) {
    int fewest = Math.max(0, draws - (population - marked));
    int hits = Math.min(draws, marked);
    double log =
        logChoose(marked, hits)
            + logChoose(population - marked, draws - hits)
            - logChoose(population, draws);
    double tail = log;
    while (hits > fewest && tail <= logChance) {
      // P(X = h - 1) / P(X = h)
      log +=
          Math.log((double) hits / (marked - hits + 1))
              + Math.log((double) (population - marked - draws + hits) / (draws - hits + 1));
      hits--;
      double larger = Math.max(tail, log);
      tail = larger + Math.log1p(Math.exp(Math.min(tail, log) - larger));
    }
    return hits;
  }

  private static double logChoose(int n, int k) {
    double log = 0;
    for (int i = 1; i <= Math.min(k, n - k); i++) {
      log += Math.log((double) (n - i + 1) / i);
    }
    return log;
  }
}
