package dev.headwater.learning.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.accounting.Adjacency;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sums.Weighting;
import org.junit.jupiter.api.Test;

class PrivacyPlanTest {
  private static final CohortSize POISSON = new CohortSize.Poisson(0.1);
  private static final Weighting UNIFORM = new Weighting.Uniform();

  private static PrivacyPlan with(
      Mechanism mechanism,
      double multiplier,
      double delta,
      double budget,
      AccountantKind accountant,
      CohortSize cohort,
      Weighting weighting) {
    double mean = Math.max(1, weighting.cap());
    return Promises.plan(
        mechanism, multiplier, delta, budget, accountant, cohort, 100, weighting, mean, null);
  }

  private static void refused(
      String word,
      Mechanism mechanism,
      double multiplier,
      double delta,
      double budget,
      AccountantKind accountant,
      CohortSize cohort,
      Weighting weighting) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(mechanism, multiplier, delta, budget, accountant, cohort, weighting))
        .withMessageContaining(word)
        .withMessageContaining("expected");
  }

  @Test
  void weightsThatNothingBoundsAreRefusedUnderNoiseForWholeClients() {
    refused(
        "weights",
        new Mechanism.Central(),
        1,
        1e-5,
        8,
        AccountantKind.PLD,
        POISSON,
        new Weighting.Examples());
    assertThat(
            with(
                    new Mechanism.ExampleLevel(),
                    1,
                    1e-5,
                    8,
                    AccountantKind.RDP,
                    POISSON,
                    new Weighting.Examples())
                .weighting())
        .isEqualTo(new Weighting.Examples());
  }

  @Test
  void deltaThatWouldAllowToPublishOneClientIsRefused() {
    refused("delta", new Mechanism.Central(), 1, 0.01, 8, AccountantKind.PLD, POISSON, UNIFORM);
    PrivacyPlan plan =
        with(new Mechanism.Central(), 1, 0.005, 8, AccountantKind.PLD, POISSON, UNIFORM);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.requireDeltaFor(Promises.population(200)))
        .withMessageContaining("200 clients");
  }

  /** 20 clients of 20 to 22 pictures: 419 of them. */
  @Test
  void deltaThatWouldAllowToPublishOnePictureIsRefused() {
    for (Mechanism mechanism :
        new Mechanism[] {new Mechanism.ExampleLevel(), new Mechanism.ExampleRelease()}) {
      PrivacyPlan plan =
          Promises.plan(
              mechanism,
              1,
              0.0025,
              8,
              AccountantKind.RDP,
              new CohortSize.All(),
              20,
              UNIFORM,
              1,
              null);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> plan.requireDeltaFor(Promises.population(20)))
          .withMessage(
              "delta: 0.0025 for 419 pictures (expected: below 1/419 = 0.0024; a larger one allows to publish one picture whole)");
      plan.requireDeltaFor(Promises.population(19)); // 398
    }
  }

  @Test
  void budgetWithoutNoiseIsRefused() {
    refused(
        "noise-multiplier",
        new Mechanism.Central(),
        0,
        1e-5,
        8,
        AccountantKind.PLD,
        POISSON,
        UNIFORM);
  }

  @Test
  void accountantIsRefusedWhereItsTheoremDoesNotReach() {
    refused(
        "accountant",
        new Mechanism.Central(),
        1,
        1e-5,
        8,
        AccountantKind.PLD,
        new CohortSize.Count(10),
        UNIFORM);
    refused(
        "accountant",
        new Mechanism.ExampleLevel(),
        1,
        1e-5,
        8,
        AccountantKind.PLD,
        POISSON,
        UNIFORM);
  }

  @Test
  void distributedNoiseNeedsCohortsOfAFixedSizeAndUniformWeights() {
    Mechanism distributed = new Mechanism.Distributed(5);
    refused("sampling-rate", distributed, 1, 1e-5, 8, AccountantKind.RDP, POISSON, UNIFORM);
    refused(
        "weights",
        distributed,
        1,
        1e-5,
        8,
        AccountantKind.RDP,
        new CohortSize.Count(10),
        new Weighting.Capped(3));
  }

  @Test
  void adaptiveClippingIsRefusedWhereNobodyNoisesTheCountOrTooLittle() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Promises.plan(
                    new Mechanism.Local(),
                    1,
                    1e-5,
                    8,
                    AccountantKind.PLD,
                    POISSON,
                    100,
                    UNIFORM,
                    1,
                    new PrivacyPlan.Adaptive(0.5, 5)))
        .withMessageContaining("central");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Promises.plan(
                    new Mechanism.Central(),
                    2,
                    1e-5,
                    8,
                    AccountantKind.PLD,
                    POISSON,
                    100,
                    UNIFORM,
                    1,
                    new PrivacyPlan.Adaptive(0.5, 1)))
        .withMessageContaining("half of the noise multiplier");
  }

  @Test
  void adjacencyFollowsFromWhoseParticipationIsSecret() {
    assertThat(RoundCost.adjacency(Promises.central(1, 8))).isEqualTo(Adjacency.ADD_OR_REMOVE);
    assertThat(
            RoundCost.adjacency(
                with(
                    new Mechanism.Central(),
                    1,
                    1e-5,
                    8,
                    AccountantKind.RDP,
                    new CohortSize.Count(10),
                    UNIFORM)))
        .isEqualTo(Adjacency.REPLACE_ONE);
    assertThat(
            RoundCost.adjacency(
                with(new Mechanism.Local(), 1, 1e-5, 8, AccountantKind.PLD, POISSON, UNIFORM)))
        .isEqualTo(Adjacency.REPLACE_ONE);
  }

  private static PrivacyPlan masked(CohortSize cohort, boolean masked, Mechanism mechanism) {
    return new PrivacyPlan(
        mechanism, 1, 1, 1e-5, 8, AccountantKind.RDP, cohort, 100, UNIFORM, 1, null, masked, true);
  }

  @Test
  void whoTakesPartIsNoSecretUnderMasks() {
    PrivacyPlan all = masked(new CohortSize.All(), true, new Mechanism.Central());
    assertThat(RoundCost.adjacency(all)).isEqualTo(Adjacency.REPLACE_ONE);
    assertThat(RoundCost.of(all, Promises.HYPER, Promises.population(100)))
        .extracting(step -> step.sampling())
        .containsExactly(new Sampling.FixedSize(100, 100));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> masked(POISSON, true, new Mechanism.Central()))
        .withMessageContaining("sampling-rate: under masks");
  }

  @Test
  void distributedNoiseInTheOpenIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> masked(new CohortSize.All(), false, new Mechanism.Distributed(5)))
        .withMessageContaining("secure aggregation");
  }
}
