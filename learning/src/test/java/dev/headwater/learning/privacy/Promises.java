package dev.headwater.learning.privacy;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Hyperparameters;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plans, populations and ledgers for tests. */
final class Promises {
  static final Hyperparameters HYPER = new Hyperparameters(2, 10, 0.1, 0, 0, 0);

  private Promises() {}

  /** Central noise on Poisson cohorts of a tenth of 200 clients, at delta 1e-5. */
  static PrivacyPlan central(double noiseMultiplier, double epsilonBudget) {
    return plan(
        new Mechanism.Central(),
        noiseMultiplier,
        1e-5,
        epsilonBudget,
        AccountantKind.PLD,
        new CohortSize.Poisson(0.1),
        200,
        new Weighting.Uniform(),
        1,
        null);
  }

  static PrivacyPlan plan(
      Mechanism mechanism,
      double noiseMultiplier,
      double delta,
      double epsilonBudget,
      AccountantKind accountant,
      CohortSize cohort,
      int clients,
      Weighting weighting,
      double meanWeight,
      PrivacyPlan.@Nullable Adaptive adaptive) {
    return new PrivacyPlan(
        mechanism,
        0.5,
        noiseMultiplier,
        delta,
        epsilonBudget,
        accountant,
        cohort,
        clients,
        weighting,
        meanWeight,
        adaptive,
        mechanism instanceof Mechanism.Distributed,
        false);
  }

  static SortedMap<String, Integer> population(int clients) {
    SortedMap<String, Integer> population = new TreeMap<>();
    for (int i = 0; i < clients; i++) {
      population.put("client-" + i, 20 + i % 3);
    }
    return population;
  }

  /** A ledger in memory, as one on disk that survives the run. */
  static final class MemoryLedger implements Ledger {
    final List<LedgerEntry> entries = new ArrayList<>();

    @Override
    public void append(LedgerEntry entry) {
      entries.add(entry);
    }

    List<LedgerEntry.Paid> paid() {
      return LedgerEntry.paid(entries);
    }
  }
}
