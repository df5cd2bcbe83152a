package dev.headwater.cli.privacy;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.Calibration;
import dev.headwater.learning.accounting.Sampling;
import java.util.TreeSet;

/**
 * Cohort sizes for a population under one budget.
 *
 * <p>Signal is the norm of the mean of a cohort's clipped updates, at most C; noise is the norm of
 * the noise added to that mean, z C sqrt(d) / M for d values and M expected participants. The
 * largest ratio is M / (z sqrt(d)), for any C.
 *
 * @param values d
 */
record CohortPlan(int clients, int rounds, double epsilon, double delta, int values) {

  /**
   * One expected cohort size.
   *
   * @param noiseShare norm of the noise over C
   */
  record Row(int cohort, double rate, double noiseMultiplier, double noiseShare) {
    double signalToNoise() {
      return 1 / noiseShare;
    }
  }

  /**
   * The effect of the budget on cohorts of {@code cohort} expected clients, with Poisson sampling.
   */
  Row row(int cohort) {
    double rate = (double) cohort / clients;
    double z =
        Calibration.noiseMultiplier(
            epsilon, delta, new Sampling.Poisson(rate), rounds, AccountantKind.PLD);
    return new Row(cohort, rate, z, z * Math.sqrt(values) / cohort);
  }

  /** Sizes to show: around {@code cohort} if it is above 0, else over the population. */
  TreeSet<Integer> sizes(int cohort) {
    TreeSet<Integer> sizes = new TreeSet<>();
    if (cohort > 0) {
      for (int share = 4; share > 1; share /= 2) {
        sizes.add(Math.max(1, cohort / share));
        sizes.add((int) Math.min(clients, (long) cohort * share));
      }
      sizes.add(cohort);
      return sizes;
    }
    for (double share : new double[] {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1}) {
      sizes.add(Math.max(1, (int) Math.rint(share * clients)));
    }
    return sizes;
  }

  /**
   * The smallest cohort, within 1 %, whose signal can be as large as the noise of one round; 0 if
   * the whole population is not enough. Larger cohorts of one population have larger ratios.
   */
  int smallestUseful() {
    if (row(clients).signalToNoise() < 1) {
      return 0;
    }
    int low = 0;
    int high = clients;
    while (high - low > Math.max(1, high / 100)) {
      int middle = low == 0 ? Math.max(1, high / 4) : (int) Math.sqrt((double) low * high);
      middle = Math.max(low + 1, Math.min(high - 1, middle));
      if (row(middle).signalToNoise() >= 1) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
