package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.gaussian.AnalyticGaussian;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.promise.PrivacySpent;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.training.Hyperparameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever reads which clients were asked is told no epsilon that needs it to be secret. */
class PublicCohortsTest {
  private static final double DELTA = 1e-3;
  private static final double NOISE = 4;

  private final List<LedgerEntry> ledger = new ArrayList<>();
  private final List<RoundReport> reports = new ArrayList<>();

  /** Masked rounds of 4 of 20 clients: Watch and the list of survivors name them. */
  private void run(Mechanism mechanism, int rounds) throws InterruptedException {
    RunSettings settings =
        RunSettings.of(new LinearModel(3, 8), 20)
            .rounds(rounds)
            .cohort(new CohortSize.Count(4))
            .hyper(new Hyperparameters(1, 4, 0.1, 0, 0, 0))
            .summing(new Summing(new Weighting.Uniform(), 64))
            .masking(new Masking(3, 0, 0))
            .promise(
                new Promise(
                    mechanism,
                    0.5,
                    NOISE,
                    DELTA,
                    Double.POSITIVE_INFINITY,
                    AccountantKind.RDP,
                    1,
                    null,
                    true))
            .build();
    LocalCohort cohort =
        new LocalCohort(Samples.clients(20, 8, 3), Runnable::run, new InMemory(), new PlainMasks());
    new Federation(settings, ledger::add, List.of(), cohort, null, List.of(reports::add), () -> 0)
        .run();
  }

  /** The exact Gaussian (Balle and Wang 2018) of as many rounds as the reader counts. */
  private double countedByTheReader(int rounds) {
    Map<String, Integer> turns = new HashMap<>();
    reports.stream()
        .limit(rounds)
        .flatMap(report -> report.task().cohort().stream())
        .forEach(client -> turns.merge(client, 1, Integer::sum));
    int most = turns.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    return AnalyticGaussian.epsilon(DELTA, NOISE / 2 / Math.sqrt(most));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Central", "Distributed[minSurvivors=3]"})
  void maskedCohortsAreChargedToWhomeverTheReaderSawMostOften(String mechanism)
      throws InterruptedException {
    run(Mechanism.parse(mechanism), 30);
    for (int rounds = 1; rounds <= 30; rounds++) {
      PrivacySpent spent = Objects.requireNonNull(reports.get(rounds - 1).privacy());
      double exact = countedByTheReader(rounds);
      assertThat(spent.epsilon()).isBetween(exact, exact * 1.2); // rdp is above, not far
    }
  }
}
