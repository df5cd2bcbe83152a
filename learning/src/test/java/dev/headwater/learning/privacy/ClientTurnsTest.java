package dev.headwater.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.RdpAccountant;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.promise.BudgetSpentException;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Turns;
import dev.headwater.learning.sums.Weighting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cohorts that everybody knows: a client is charged for the rounds that it was asked in. */
class ClientTurnsTest {
  private static final int ROUNDS = 100;
  private static final SortedMap<String, Integer> CLIENTS = Promises.population(1000);
  private static final List<String> NAMES = List.copyOf(CLIENTS.keySet());

  private static PrivacyPlan plan(
      Mechanism mechanism, CohortSize cohort, boolean masked, double budget, boolean secure) {
    return new PrivacyPlan(
        mechanism,
        1,
        2,
        1e-5,
        budget,
        AccountantKind.PLD,
        cohort,
        1000,
        new Weighting.Uniform(),
        1,
        null,
        masked,
        secure);
  }

  private static PrivacyPlan drawn(Mechanism mechanism, double budget) {
    return plan(mechanism, new CohortSize.Count(50), true, budget, true);
  }

  private static DifferentialPrivacy run(PrivacyPlan plan, Promises.MemoryLedger ledger) {
    return new DifferentialPrivacy(
        plan, Promises.HYPER, 12_810, 7, ledger, List.copyOf(ledger.entries), false);
  }

  /** One client in the first {@code turns} rounds, 49 of the others by rotation in each. */
  private static Collection<String> asked(int round, int turns) {
    List<String> asked = new ArrayList<>();
    asked.add(NAMES.get(round <= turns ? 0 : 1 + round * 49 % 999));
    for (int i = 1; i < 50; i++) {
      asked.add(NAMES.get(1 + (round * 49 + i) % 999));
    }
    return asked;
  }

  /** 50 of 1,000, z 2, 100 rounds: sampling would be charged 6.47, whoever was asked how often. */
  @ParameterizedTest
  @CsvSource({"100, 91.8", "8, 15.5", "6, 12.9"})
  void clientThatWasSeenInSoManyRoundsIsChargedThese(int turns, double epsilon) {
    for (Mechanism mechanism : List.of(new Mechanism.Central(), new Mechanism.Distributed(25))) {
      var ledger = new Promises.MemoryLedger();
      DifferentialPrivacy privacy = run(drawn(mechanism, Double.POSITIVE_INFINITY), ledger);
      for (int round = 1; round <= ROUNDS; round++) {
        privacy.begin(round, CLIENTS, asked(round, turns));
      }
      assertThat(privacy.turns().most()).isEqualTo(turns);
      assertThat(privacy.spent().epsilon()).isCloseTo(epsilon, within(0.05));
    }
  }

  @Test
  void whoseTurnItWasIsInTheLedgerAndARunGoesOnFromThere() {
    var ledger = new Promises.MemoryLedger();
    PrivacyPlan plan = drawn(new Mechanism.Central(), Double.POSITIVE_INFINITY);
    DifferentialPrivacy privacy = run(plan, ledger);
    for (int round = 1; round <= 8; round++) {
      privacy.begin(round, CLIENTS, asked(round, 8));
    }
    assertThat(ledger.paid().get(7).asked()).containsExactlyElementsOf(asked(8, 8));
    DifferentialPrivacy again = run(plan, ledger);
    assertThat(again.spent().epsilon()).isEqualTo(privacy.spent().epsilon());
    again.begin(9, CLIENTS, asked(9, 9));
    assertThat(again.spent().epsilon()).isGreaterThan(privacy.spent().epsilon());
  }

  @Test
  void whoIsAskedIsNotWrittenWhereItIsSecret() {
    var ledger = new Promises.MemoryLedger();
    run(Promises.central(1, 8), ledger).begin(1, Promises.population(200), List.of("client-3"));
    assertThat(ledger.paid().get(0).asked()).isNull();
  }

  @Test
  void roundThatWouldTakeOneClientOverTheBudgetDoesNotBegin() {
    var ledger = new Promises.MemoryLedger();
    DifferentialPrivacy privacy = run(drawn(new Mechanism.Central(), 12), ledger);
    for (int round = 1; round <= 5; round++) {
      privacy.begin(round, CLIENTS, asked(round, 100));
    }
    assertThatExceptionOfType(BudgetSpentException.class)
        .isThrownBy(() -> privacy.begin(6, CLIENTS, asked(6, 100)))
        .withMessageContaining("round 6 would bring epsilon to 12.87");
    privacy.begin(6, CLIENTS, asked(6, 5)); // of others: within the budget
  }

  @Test
  void outsidersAreToldTheSmallerEpsilonOfSamplingOnlyWhereItHolds() {
    var ledger = new Promises.MemoryLedger();
    DifferentialPrivacy privacy =
        run(drawn(new Mechanism.Central(), Double.POSITIVE_INFINITY), ledger);
    for (int round = 1; round <= ROUNDS; round++) {
      privacy.begin(round, CLIENTS, asked(round, 8));
    }
    double amplified =
        new RdpAccountant()
            .plus(new Step(new Sampling.FixedSize(50, 1000), 2, ROUNDS))
            .epsilon(0.999e-5);
    assertThat(amplified).isCloseTo(6.47, within(0.01));
    assertThat(Guarantee.outsiders(ledger.entries)).hasValueCloseTo(amplified, within(1e-9));
    for (PrivacyPlan without :
        List.of(
            drawn(new Mechanism.Central(), 60), // when it ends tells how often one was drawn
            plan(new Mechanism.Central(), new CohortSize.Count(50), true, 1e9, false),
            plan(
                new Mechanism.Central(),
                new CohortSize.Schedule(50, 20),
                false,
                Double.POSITIVE_INFINITY,
                true))) {
      var other = new Promises.MemoryLedger();
      run(without, other).begin(1, CLIENTS, asked(1, 8));
      assertThat(Guarantee.outsiders(other.entries)).isEmpty();
    }
  }

  /** Of 10,000 seeds at most 10 ask somebody more often, on average; of these 50 none does. */
  @Test
  void calibratedNoiseLastsForAllRoundsOfTheDraw() {
    double z =
        NoiseCalibration.noiseMultiplier(
            m -> with(drawn(new Mechanism.Central(), 8), m, 8),
            Promises.HYPER,
            ROUNDS,
            CLIENTS,
            12_810);
    int allowed = RoundCost.turns(drawn(new Mechanism.Central(), 8), CLIENTS.size(), ROUNDS);
    assertThat(allowed).isBetween(15, 20);
    assertThat(z).isBetween(5.0, 7.0); // 5 turns alone would do with 2.7
    List<String> names = new ArrayList<>(NAMES);
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Turns turns = Turns.NONE;
      for (int round = 1; round <= ROUNDS; round++) {
        Collections.shuffle(names, random);
        turns = turns.plus(round, names.subList(0, 50));
      }
      assertThat(turns.most()).isLessThanOrEqualTo(allowed);
    }
  }

  /** The noise of {@code --epsilon-budget 60}: every round of it runs, and one more does not. */
  @Test
  void budgetOfSixtyWorksToSixty() {
    PrivacyPlan loose =
        plan(new Mechanism.Central(), new CohortSize.All(), true, Double.POSITIVE_INFINITY, true);
    double z =
        NoiseCalibration.noiseMultiplier(
            m -> with(loose, m, 60), Promises.HYPER, 40, CLIENTS, 12_810);
    DifferentialPrivacy privacy = run(with(loose, z, 60), new Promises.MemoryLedger());
    for (int round = 1; round <= 40; round++) {
      privacy.begin(round, CLIENTS);
    }
    assertThat(privacy.spent().epsilon()).isBetween(59.5, 60.0);
    assertThatExceptionOfType(BudgetSpentException.class)
        .isThrownBy(() -> privacy.begin(41, CLIENTS));
  }

  private static PrivacyPlan with(PrivacyPlan plan, double noiseMultiplier, double budget) {
    return new PrivacyPlan(
        plan.mechanism(),
        plan.clippingNorm(),
        noiseMultiplier,
        plan.delta(),
        budget,
        plan.accountant(),
        plan.cohort(),
        plan.clients(),
        plan.weighting(),
        plan.meanWeight(),
        plan.adaptive(),
        plan.masked(),
        plan.secureNoise());
  }

  @Test
  void scheduleOfMoreThanHaveRestedIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> plan(new Mechanism.Central(), new CohortSize.Schedule(50, 21), false, 8, true))
        .withMessageContaining("expected: at least 1050 clients");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Promises.plan(
                    new Mechanism.ExampleLevel(),
                    1,
                    1e-5,
                    8,
                    AccountantKind.RDP,
                    new CohortSize.Schedule(5, 2),
                    100,
                    new Weighting.Examples(),
                    1,
                    null))
        .withMessageContaining("for whole clients");
  }
}
