package dev.headwater.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.RdpAccountant;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.Weighting;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What several runs cost together. */
class TotalTest {
  private static final OptionalDouble USUAL = OptionalDouble.empty();

  private static List<LedgerEntry> run(PrivacyPlan plan, int rounds) {
    var ledger = new Promises.MemoryLedger();
    var privacy = new DifferentialPrivacy(plan, Promises.HYPER, 30, 1, ledger, List.of(), false);
    for (int round = 1; round <= rounds; round++) {
      privacy.begin(round, Promises.population(plan.clients()));
    }
    return ledger.entries;
  }

  private static PrivacyPlan plan(Mechanism mechanism, AccountantKind kind, CohortSize cohort) {
    return Promises.plan(
        mechanism,
        2,
        1e-5,
        Double.POSITIVE_INFINITY,
        kind,
        cohort,
        50,
        new Weighting.Uniform(),
        1,
        null);
  }

  private static double epsilon(List<LedgerEntry> run) {
    List<LedgerEntry.Paid> paid = LedgerEntry.paid(run);
    return Objects.requireNonNull(paid.get(paid.size() - 1).epsilon());
  }

  @Test
  void twoRunsOfOneKindCostWhatOneLongRunWouldAndLessThanTheSum() {
    PrivacyPlan plan =
        plan(new Mechanism.Central(), AccountantKind.PLD, new CohortSize.Poisson(0.1));
    List<LedgerEntry> first = run(plan, 10);
    List<LedgerEntry> second = run(plan, 20);

    Total total = Total.of(List.of(first, second), USUAL);

    assertThat(total.epsilon()).isCloseTo(epsilon(run(plan, 30)), within(1e-9));
    assertThat(total.epsilon()).isLessThan(epsilon(first) + epsilon(second));
    assertThat(total.composed()).isTrue();
    assertThat(total.delta()).isEqualTo(1e-5);
    assertThat(Total.of(List.of(first), USUAL).epsilon()).isCloseTo(epsilon(first), within(1e-9));
  }

  @Test
  void picturesAreComposedByTheDearestClientOfEachRound() {
    PrivacyPlan plan = plan(new Mechanism.ExampleLevel(), AccountantKind.RDP, new CohortSize.All());
    List<LedgerEntry> one = run(plan, 3);

    Total total = Total.of(List.of(one, one), USUAL);

    assertThat(total.epsilon()).isCloseTo(epsilon(run(plan, 6)), within(1e-9));
    assertThat(total.unit()).isEqualTo("example");
  }

  @Test
  void turnsAreThoseOfTheClientThatHadMost() {
    PrivacyPlan plan =
        plan(new Mechanism.Central(), AccountantKind.PLD, new CohortSize.Schedule(10, 5));
    List<LedgerEntry> run = run(plan, 4); // begin asks all of them: four turns each

    double twice =
        new RdpAccountant().plus(new Step(new Sampling.FixedSize(1, 1), 2, 8)).epsilon(0.999e-5);
    assertThat(Total.of(List.of(run, run), USUAL).epsilon()).isBetween(twice * 0.85, twice);
  }

  /** One more or less at epsilon e is a replacement at 2 e. */
  @Test
  void runsOfOtherNeighboursAreAdded() {
    List<LedgerEntry> added =
        run(plan(new Mechanism.Central(), AccountantKind.PLD, new CohortSize.Poisson(0.1)), 5);
    List<LedgerEntry> replaced =
        run(plan(new Mechanism.Local(), AccountantKind.PLD, new CohortSize.All()), 2);

    Total total = Total.of(List.of(added, replaced), USUAL);

    assertThat(total.composed()).isFalse();
    assertThat(total.adjacency()).isEqualTo("REPLACE_ONE");
    assertThat(total.epsilon()).isCloseTo(2 * epsilon(added) + epsilon(replaced), within(1e-12));
    assertThat(total.delta())
        .isCloseTo(1e-5 * (1 + Math.exp(epsilon(added))) + 1e-5, within(1e-15));
  }

  @Test
  void unitsDoNotAddUp() {
    List<LedgerEntry> clients =
        run(plan(new Mechanism.Central(), AccountantKind.PLD, new CohortSize.All()), 1);
    List<LedgerEntry> pictures =
        run(plan(new Mechanism.ExampleLevel(), AccountantKind.RDP, new CohortSize.All()), 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Total.of(List.of(clients, pictures), USUAL))
        .withMessageContaining("units: client and example (expected: runs that protect the same");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Total.of(List.of(List.of()), USUAL))
        .withMessageContaining("ledger: empty");
  }
}
