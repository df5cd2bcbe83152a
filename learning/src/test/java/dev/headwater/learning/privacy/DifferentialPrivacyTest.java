package dev.headwater.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.PldAccountant;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.accounting.gaussian.DiscretisationSlack;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.promise.BudgetSpentException;
import dev.headwater.learning.protection.ClientPrivacy.NoisePlace;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.tasks.Estimate;
import dev.headwater.learning.tasks.RoundTask;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DifferentialPrivacyTest {
  private static final Parameters START = Parameters.zeros(new Head(10, 999).layout());
  private static final int DIMENSION = START.size();
  private static final SortedMap<String, Integer> CLIENTS = Promises.population(200);

  private static DifferentialPrivacy run(PrivacyPlan plan, Promises.MemoryLedger ledger) {
    return new DifferentialPrivacy(
        plan, Promises.HYPER, DIMENSION, 7, ledger, List.copyOf(ledger.entries), false);
  }

  /** The round as the loop makes it, with a sum of zeros from everybody who was asked. */
  private static Aggregate round(PrivacyPlan plan, DifferentialPrivacy privacy, int round) {
    Instruction instruction = privacy.begin(round, CLIENTS);
    RoundTask task = task(plan, instruction, round);
    ExactSum nothing = new ExactSum(task.grid(), DIMENSION);
    return privacy.onServer(
        task,
        new Aggregate(
            round,
            task.train().schema(),
            new Estimate.Sums(List.of(nothing.finish())),
            new TreeSet<>(task.cohort()),
            task.cohort().size(),
            Double.NaN,
            task.cohort().size(),
            Map.of(),
            List.of(),
            0,
            0,
            null));
  }

  private static RoundTask task(PrivacyPlan plan, Instruction instruction, int round) {
    return RunSettings.of(new LinearModel(10, 999), CLIENTS.size())
        .cohort(plan.cohort())
        .hyper(Promises.HYPER)
        .seed(7)
        .summing(new Summing(plan.weighting(), 0))
        .build()
        .task(round, new ServerState(START), CLIENTS, instruction);
  }

  @Test
  void roundIsInTheLedgerBeforeItBegins() {
    var ledger = new Promises.MemoryLedger();
    PrivacyPlan plan = Promises.central(1, 8);
    run(plan, ledger).begin(1, CLIENTS);
    assertThat(ledger.entries).hasSize(2);
    assertThat(ledger.entries.get(0)).isInstanceOf(LedgerEntry.Opened.class);
    LedgerEntry.Paid paid = ledger.paid().get(0);
    assertThat(paid.steps()).containsExactly(new Step(new Sampling.Poisson(0.1), 1, 1));
    assertThat(paid.noiseDeviation()).isEqualTo(0.5);
    assertThat(paid.weightCap()).isEqualTo(1);
    assertThat(paid.population()).isEqualTo(200);
  }

  @Test
  void epsilonIsTheAccountantsAtAThousandthLessThanDelta() {
    var ledger = new Promises.MemoryLedger();
    PrivacyPlan plan = Promises.central(1, Double.POSITIVE_INFINITY);
    DifferentialPrivacy privacy = run(plan, ledger);
    for (int round = 1; round <= 5; round++) {
      round(plan, privacy, round);
    }
    double expected =
        new PldAccountant().plus(new Step(new Sampling.Poisson(0.1), 1, 5)).epsilon(0.999e-5);
    assertThat(privacy.spent().epsilon()).isCloseTo(expected, within(1e-9));
    assertThat(ledger.paid().get(4).epsilon()).isCloseTo(expected, within(1e-9));
  }

  @Test
  void roundThatWouldOverspendIsRefusedAndNotPaid() {
    var ledger = new Promises.MemoryLedger();
    PrivacyPlan plan = Promises.central(1, 3);
    DifferentialPrivacy privacy = run(plan, ledger);
    assertThatExceptionOfType(BudgetSpentException.class)
        .isThrownBy(
            () -> {
              for (int round = 1; round <= 100; round++) {
                round(plan, privacy, round);
              }
            })
        .withMessageContaining("expected: at most 3.0");
    assertThat(ledger.paid()).isNotEmpty();
    assertThat(privacy.spent().epsilon()).isLessThanOrEqualTo(3);
    assertThat(ledger.entries.get(ledger.entries.size() - 1))
        .isInstanceOf(LedgerEntry.Closed.class);
  }

  /** Crashes before a round is closed, after it, and twice in a row, keyed by the seed. */
  @Test
  void budgetHoldsWhateverTheOrderOfCrashAndResume() {
    Random random = new Random(5);
    for (int trial = 0; trial < 20; trial++) {
      var ledger = new Promises.MemoryLedger();
      PrivacyPlan plan = Promises.central(1, 3);
      DifferentialPrivacy privacy = run(plan, ledger);
      int round = 1;
      boolean spent = false;
      while (!spent) {
        try {
          if (random.nextInt(3) == 0) {
            privacy.begin(round, CLIENTS);
            privacy = run(plan, ledger); // died in the round: it is run again
          } else {
            round(plan, privacy, round++);
            if (random.nextInt(3) == 0) {
              privacy = run(plan, ledger);
            }
          }
        } catch (BudgetSpentException e) {
          spent = true;
        }
      }
      int paid = ledger.paid().size();
      PldAccountant accountant = new PldAccountant();
      Step step = new Step(new Sampling.Poisson(0.1), 1, 1);
      assertThat(accountant.plus(new Step(step.sampling(), 1, paid)).epsilon(0.999e-5))
          .isLessThanOrEqualTo(3);
      assertThat(accountant.plus(new Step(step.sampling(), 1, paid + 1)).epsilon(0.999e-5))
          .isGreaterThan(3);
      DifferentialPrivacy last = run(plan, ledger);
      int next = round;
      assertThatExceptionOfType(BudgetSpentException.class)
          .isThrownBy(() -> last.begin(next, CLIENTS));
    }
  }

  @Test
  void ledgerOfAnotherPromiseIsNotTakenUp() {
    var ledger = new Promises.MemoryLedger();
    run(Promises.central(1, 8), ledger);
    PrivacyPlan other =
        Promises.plan(
            new Mechanism.Local(),
            1,
            1e-5,
            8,
            AccountantKind.PLD,
            new CohortSize.Poisson(0.1),
            200,
            new Weighting.Uniform(),
            1,
            null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(other, ledger))
        .withMessageContaining("opened for");
    run(Promises.central(1, 12), ledger); // the budget is the operator's to move
    assertThat(ledger.entries.get(1)).isEqualTo(new LedgerEntry.Resumed(1, 12.0));
  }

  /** 10,000 values: the deviation is within 5 of its standard errors, false alarm below 1e-6. */
  @Test
  void centralNoiseHasTheDeviationOfTheLedgerAndTheDenominatorIsFixed() {
    PrivacyPlan plan =
        Promises.plan(
            new Mechanism.Central(),
            2,
            1e-5,
            Double.POSITIVE_INFINITY,
            AccountantKind.PLD,
            new CohortSize.Poisson(0.1),
            200,
            new Weighting.Capped(30),
            20,
            null);
    var ledger = new Promises.MemoryLedger();
    Aggregate aggregate = round(plan, run(plan, ledger), 1);
    ExactSum.Total total = aggregate.total();
    assertThat(total.totalWeight()).isEqualTo(0.1 * 200 * 20);
    double squares = 0;
    for (long unit : total.units()) {
      double value = unit / total.grid().unit();
      squares += value * value;
    }
    double deviation = Math.sqrt(squares / DIMENSION);
    double expected = 2 * 0.5 * 30;
    assertThat(ledger.paid().get(0).noiseDeviation()).isEqualTo(expected);
    assertThat(deviation).isCloseTo(expected, within(5 * expected / Math.sqrt(2.0 * DIMENSION)));
    assertThat(expected * total.grid().unit())
        .isGreaterThanOrEqualTo(DiscretisationSlack.LEAST_STEPS);
  }

  @Test
  void seededNoiseIsTheSameEveryTimeAndAnotherOneEveryRound() {
    PrivacyPlan plan = Promises.central(1, Double.POSITIVE_INFINITY);
    DifferentialPrivacy first = run(plan, new Promises.MemoryLedger());
    DifferentialPrivacy second = run(plan, new Promises.MemoryLedger());
    assertThat(round(plan, first, 1).total()).isEqualTo(round(plan, second, 1).total());
    assertThat(round(plan, first, 2).total()).isNotEqualTo(round(plan, second, 1).total());
  }

  /** Noise of 16 survivors among 20 clients of 200. */
  private static PrivacyPlan distributed(double noiseMultiplier) {
    return Promises.plan(
        new Mechanism.Distributed(16),
        noiseMultiplier,
        1e-5,
        Double.POSITIVE_INFINITY,
        AccountantKind.RDP,
        new CohortSize.Count(20),
        200,
        new Weighting.Uniform(),
        1,
        null);
  }

  @Test
  void distributedClientsAddEnoughForTheFewestSurvivors() {
    PrivacyPlan plan = distributed(2);
    Instruction asked = run(plan, new Promises.MemoryLedger()).preview(200);
    var client = java.util.Objects.requireNonNull(asked.client());
    assertThat(client.noisePlace()).isEqualTo(NoisePlace.MASKED);
    assertThat(client.noiseDeviation() * Math.sqrt(16)).isCloseTo(2 * 0.5, within(1e-12));
    assertThat(client.noiseDeviation() * task(plan, asked, 1).grid().unit())
        .isGreaterThanOrEqualTo(DiscretisationSlack.LEAST_STEPS);
  }

  @Test
  void everyClientWithLocalPrivacyAddsAllTheNoise() {
    PrivacyPlan plan =
        Promises.plan(
            new Mechanism.Local(),
            2,
            1e-5,
            Double.POSITIVE_INFINITY,
            AccountantKind.PLD,
            new CohortSize.All(),
            200,
            new Weighting.Uniform(),
            1,
            null);
    var ledger = new Promises.MemoryLedger();
    DifferentialPrivacy privacy = run(plan, ledger);
    var client = java.util.Objects.requireNonNull(privacy.begin(1, CLIENTS).client());
    assertThat(client.noisePlace()).isEqualTo(NoisePlace.LOCAL);
    assertThat(client.noiseDeviation()).isEqualTo(1);
    assertThat(ledger.paid().get(0).steps())
        .containsExactly(new Step(new Sampling.FixedSize(1, 1), 2, 1));
  }

  @Test
  void exampleLevelPaysForTheWorstKindOfClient() {
    PrivacyPlan plan =
        Promises.plan(
            new Mechanism.ExampleLevel(),
            1,
            1e-5,
            Double.POSITIVE_INFINITY,
            AccountantKind.RDP,
            new CohortSize.All(),
            200,
            new Weighting.Examples(),
            1,
            null);
    var ledger = new Promises.MemoryLedger();
    DifferentialPrivacy privacy = run(plan, ledger);
    assertThat(privacy.begin(1, CLIENTS).example()).isNotNull();
    assertThat(ledger.paid().get(0).steps()).hasSize(3);
    double worst =
        ledger.paid().get(0).steps().stream()
            .mapToDouble(s -> AccountantKind.RDP.fresh().plus(s).epsilon(0.999e-5))
            .max()
            .orElseThrow();
    assertThat(privacy.spent().epsilon()).isGreaterThanOrEqualTo(worst);
  }

  @Test
  void adaptiveNormFollowsTheQuantileAndTheLedgerKeepsIt() {
    PrivacyPlan plan =
        Promises.plan(
            new Mechanism.Central(),
            1,
            1e-5,
            Double.POSITIVE_INFINITY,
            AccountantKind.PLD,
            new CohortSize.All(),
            200,
            new Weighting.Uniform(),
            1,
            new PrivacyPlan.Adaptive(0.5, 10));
    var ledger = new Promises.MemoryLedger();
    DifferentialPrivacy privacy = run(plan, ledger);
    double before = ledger(privacy, plan, ledger, 1);
    double after = ledger(privacy, plan, ledger, 2);
    assertThat(before).isEqualTo(0.5);
    assertThat(after).isLessThan(0.5); // everybody was within the norm
    assertThat(ledger.paid().get(0).noiseDeviation()).isGreaterThan(0.5);
    assertThat(ledger(run(plan, ledger), plan, ledger, 3)).isLessThan(after);
  }

  private static double ledger(
      DifferentialPrivacy privacy, PrivacyPlan plan, Promises.MemoryLedger ledger, int round) {
    round(plan, privacy, round);
    return ledger.paid().get(ledger.paid().size() - 1).clippingNorm();
  }

  @Test
  void calibrationFindsTheLeastNoiseThatKeepsTheBudget() {
    double z =
        NoiseCalibration.noiseMultiplier(
            m -> Promises.central(m, 2), Promises.HYPER, 50, CLIENTS, DIMENSION);
    List<Step> enough = List.of(new Step(new Sampling.Poisson(0.1), z, 50));
    List<Step> tooLittle = List.of(new Step(new Sampling.Poisson(0.1), z * 0.999, 50));
    PrivacyPlan plan = Promises.central(z, 2);
    assertThat(Spending.none(plan, DIMENSION).plus(enough, 50).epsilon()).isLessThanOrEqualTo(2);
    assertThat(Spending.none(plan, DIMENSION).plus(tooLittle, 50).epsilon()).isGreaterThan(2);
  }

  @Test
  void populationThatOutgrowsDeltaEndsTheRunInAnOrderlyWay() {
    var ledger = new Promises.MemoryLedger();
    DifferentialPrivacy privacy = run(Promises.central(1, 8), ledger);
    assertThatExceptionOfType(BudgetSpentException.class)
        .isThrownBy(() -> privacy.begin(1, Promises.population(100_000)))
        .withMessageContaining("round 1 cannot begin: delta: 1.0E-5 for 100000 clients");
    assertThat(ledger.paid()).isEmpty();
  }
}
