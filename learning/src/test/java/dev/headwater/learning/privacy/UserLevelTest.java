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
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.ExamplePrivacy;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What users cost: counted at every client, the dearest client, once for each client of a person.
 */
class UserLevelTest {
  private static PrivacyPlan plan(int clients, AccountantKind accountant, double delta) {
    return Promises.plan(
        new Mechanism.UserLevel(clients),
        1.1,
        delta,
        Double.POSITIVE_INFINITY,
        accountant,
        new CohortSize.All(),
        3,
        new Weighting.Examples(),
        1,
        null);
  }

  private static double epsilon(int clients, Map<String, Integer> users, int rounds) {
    PrivacyPlan plan = plan(clients, AccountantKind.RDP, 1e-5);
    var privacy =
        new DifferentialPrivacy(
            plan, Promises.HYPER, 30, 1, new Promises.MemoryLedger(), java.util.List.of(), false);
    for (int round = 1; round <= rounds; round++) {
      privacy.begin(round, new TreeMap<>(users));
    }
    return privacy.spent().epsilon();
  }

  private static double reference(double rate, int steps) {
    return new RdpAccountant()
        .plus(new Step(new Sampling.Poisson(rate), 1.1, steps))
        .epsilon(0.999e-5);
  }

  /** HYPER: 2 local epochs in batches of 10, so 50 users make 10 steps at a rate of 0.2. */
  @Test
  void aRoundCostsItsLocalStepsAtTheRateOfUsers() {
    assertThat(epsilon(1, Map.of("a", 50), 1)).isCloseTo(reference(0.2, 10), within(1e-12));
    assertThat(epsilon(1, Map.of("a", 50), 7)).isCloseTo(reference(0.2, 70), within(1e-12));
  }

  @Test
  void disjointClientsCostWhatTheDearestCosts() {
    Map<String, Integer> three = Map.of("a", 50, "b", 50, "c", 400);

    assertThat(epsilon(1, three, 3))
        .isCloseTo(Math.max(reference(0.2, 30), reference(0.025, 240)), within(1e-12));
  }

  /** Independent noise at each: composition, which group privacy is no better than. */
  @Test
  void aPersonAtThreeClientsPaysThreeTimesTheSteps() {
    double three = epsilon(3, Map.of("a", 50, "b", 50, "c", 50), 1);

    assertThat(three).isCloseTo(reference(0.2, 30), within(1e-12));
    assertThat(three).isGreaterThan(reference(0.2, 10)).isLessThan(3 * reference(0.2, 10));
  }

  @Test
  void deltaIsBelowOneOverAllUsers() {
    PrivacyPlan plan = plan(1, AccountantKind.RDP, 1e-2);
    plan.requireDeltaFor(new TreeMap<>(Map.of("a", 50, "b", 49)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.requireDeltaFor(new TreeMap<>(Map.of("a", 50, "b", 50))))
        .withMessageContaining("delta: 0.01 for 100 users (expected: below 1/100")
        .withMessageContaining("one user's pictures whole");
    var privacy =
        new DifferentialPrivacy(
            plan, Promises.HYPER, 30, 1, new Promises.MemoryLedger(), java.util.List.of(), false);
    assertThatExceptionOfType(BudgetSpentException.class)
        .isThrownBy(() -> privacy.begin(1, new TreeMap<>(Map.of("a", 500))))
        .withMessageContaining("500 users");
  }

  @Test
  void clientsAreAskedToProtectUsers() {
    var privacy =
        new DifferentialPrivacy(
            plan(2, AccountantKind.RDP, 1e-5),
            Promises.HYPER,
            30,
            1,
            new Promises.MemoryLedger(),
            java.util.List.of(),
            false);

    assertThat(privacy.preview(3).example()).isEqualTo(new ExamplePrivacy(0.5, 1.1, true));
    assertThat(privacy.preview(3).client()).isNull();
  }

  @Test
  void ledgersNameTheUnitAndHowManyClients() {
    LedgerEntry.Opened opened =
        LedgerEntry.Opened.of(plan(2, AccountantKind.RDP, 1e-5), "of these");

    assertThat(opened.unit()).isEqualTo("user");
    assertThat(opened.adjacency()).isEqualTo("ADD_OR_REMOVE");
    assertThat(opened.data()).isEqualTo("of these");
    assertThat(Mechanism.parse(opened.mechanism().text())).isEqualTo(new Mechanism.UserLevel(2));
    assertThat(Guarantee.sentence(opened, 1))
        .contains("the pictures of any one person (a user of at most 2 clients) were used")
        .contains("The coordinator is not trusted");
  }

  @Test
  void whatIsNotProvedIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(1, AccountantKind.PLD, 1e-5))
        .withMessageContaining("accountant: pld with user-level privacy (expected: rdp");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Mechanism.UserLevel(0))
        .withMessageContaining("user-clients: 0");
  }
}
