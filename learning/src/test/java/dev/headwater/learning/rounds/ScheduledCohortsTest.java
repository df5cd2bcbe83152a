package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.PlainMasks;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.promise.BudgetSpentException;
import dev.headwater.learning.promise.PrivacyMechanism;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Hyperparameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Turns that everybody knows: at least b rounds apart, at most ceil(T / b), paid for one by one.
 */
class ScheduledCohortsTest {
  private final List<LedgerEntry> ledger = new ArrayList<>();
  private final List<RoundReport> reports = new ArrayList<>();

  private static RunSettings settings(
      int clients, CohortSize cohort, int rounds, double budget, AccountantKind accountant) {
    return RunSettings.of(new LinearModel(3, 4), clients)
        .rounds(rounds)
        .cohort(cohort)
        .hyper(new Hyperparameters(1, 4, 0.1, 0, 0, 0))
        .summing(new Summing(new Weighting.Uniform(), 64))
        .promise(
            new Promise(new Mechanism.Central(), 0.5, 2, 1e-5, budget, accountant, 1, null, false))
        .build();
  }

  private Federation federation(RunSettings settings, List<LedgerEntry> past) {
    LocalCohort cohort =
        new LocalCohort(
            Samples.clients(settings.clients(), 4, 3),
            Runnable::run,
            new InMemory(),
            new PlainMasks());
    return new Federation(
        settings, ledger::add, past, cohort, null, List.of(reports::add), () -> 0);
  }

  private void requireTurns(int separation, int most) {
    Map<String, Integer> last = new HashMap<>();
    Map<String, Integer> turns = new HashMap<>();
    for (RoundReport report : reports) {
      for (String client : report.task().cohort()) {
        Integer before = last.put(client, report.round());
        assertThat(before == null ? separation : report.round() - before)
            .isGreaterThanOrEqualTo(separation);
        turns.merge(client, 1, Integer::sum);
      }
    }
    assertThat(turns.values()).allSatisfy(n -> assertThat(n).isLessThanOrEqualTo(most));
  }

  /** Replace one; leaving a client out would be 4.98, and sampling in secret 6.47. */
  @ParameterizedTest
  @CsvSource({"PLD, 0.5", "RDP, 8"})
  void fiftyOfThousandByTurnsOfTwentyCostTheReferenceValue(
      AccountantKind accountant, double percent) {
    RunSettings settings =
        settings(1000, new CohortSize.Schedule(50, 20), 100, Double.POSITIVE_INFINITY, accountant);
    SortedMap<String, Integer> population = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      population.put("client-" + i, 10);
    }
    PrivacyMechanism privacy = settings.privacy(ledger::add, List.of());
    RoundPlanner planner = new RoundPlanner(settings);
    Map<String, Integer> last = new HashMap<>();
    for (int round = 1; round <= 100; round++) {
      List<String> asked = planner.asked(round, settings.start(), population, privacy);
      assertThat(asked).hasSize(50);
      for (String client : asked) {
        assertThat(round - last.getOrDefault(client, round - 20)).isGreaterThanOrEqualTo(20);
        last.put(client, round);
      }
      privacy.begin(round, population, asked);
    }
    assertThat(privacy.turns().most()).isEqualTo(5);
    double epsilon = Objects.requireNonNull(privacy.spent()).epsilon();
    assertThat(epsilon).isCloseTo(11.480, withinPercentage(percent)).isGreaterThan(11.479);
  }

  @Test
  void everybodyHasTurnsWhereThereAreMoreClientsThanItTakes() throws InterruptedException {
    federation(
            settings(
                23,
                new CohortSize.Schedule(3, 5),
                40,
                Double.POSITIVE_INFINITY,
                AccountantKind.PLD),
            List.of())
        .run();
    requireTurns(5, 8);
    Set<String> seen = new HashSet<>();
    reports.forEach(report -> seen.addAll(report.task().cohort()));
    assertThat(seen).hasSize(23);
  }

  @Test
  void clientWhoseBudgetIsSpentIsAskedNoMoreAndTheRunEndsWhenAllHaveSpentIt() {
    // two turns at z = 2 cost 6.6, three 8.5
    RunSettings settings = settings(12, new CohortSize.Schedule(3, 4), 40, 7, AccountantKind.PLD);
    assertThatExceptionOfType(BudgetSpentException.class)
        .isThrownBy(() -> federation(settings, List.of()).run())
        .withMessageContaining("round 9 has nobody to ask")
        .withMessageContaining("fewer than 2 turns");
    assertThat(reports).hasSize(8);
    requireTurns(4, 2);
    assertThat(Objects.requireNonNull(reports.get(7).privacy()).epsilon()).isLessThan(7);
  }

  /** A crash in round 3 after it was paid: who was asked may have been heard, and rests. */
  @Test
  void roundThatIsRunAgainAsksNobodyTwice() throws InterruptedException {
    RunSettings settings =
        settings(
            12, new CohortSize.Schedule(3, 4), 10, Double.POSITIVE_INFINITY, AccountantKind.PLD);
    ServerState two = federation(settings.but().rounds(2).build(), List.of()).run();
    List<LedgerEntry> crashed = new ArrayList<>(ledger);
    federation(settings.but().rounds(3).build(), List.copyOf(crashed)).run(two, 3);
    List<LedgerEntry> past = new ArrayList<>(crashed);
    past.add(LedgerEntry.paid(ledger).get(2));
    List<String> heard = reports.get(2).task().cohort();
    reports.clear();
    federation(settings, past).run(two, 3);
    assertThat(reports.get(0).task().cohort()).hasSize(3).doesNotContainAnyElementsOf(heard);
    List<LedgerEntry.Paid> all = new ArrayList<>(LedgerEntry.paid(past));
    Map<String, Integer> last = new HashMap<>();
    all.addAll(LedgerEntry.paid(ledger.subList(ledger.size() - 17, ledger.size())));
    for (LedgerEntry.Paid paid : all) {
      for (String client : Objects.requireNonNull(paid.asked())) {
        Integer before = last.put(client, paid.round());
        assertThat(before == null || paid.round() - before >= 4).isTrue();
      }
    }
  }

  @Test
  void scheduleWithoutAPromiseIsRefused() {
    RunSettings settings =
        RunSettings.of(new LinearModel(3, 4), 8).cohort(new CohortSize.Schedule(2, 4)).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> federation(settings, List.of()))
        .withMessageContaining("schedule: 4 without a privacy guarantee");
  }
}
