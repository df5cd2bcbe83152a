package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.sampling.CohortSelection;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Lottery;
import dev.headwater.learning.strategies.LearningRate;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.softmax.Clients;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  private static final Parameters START = Parameters.zeros(new Head(2, 3).layout());

  private static Plan plan(LearningRate schedule, int rounds, CohortSize cohort) {
    return new Plan(rounds, cohort, Clients.sgd(1, 8, 0.4), schedule, Plan.DEFAULT_MAX_DELTA, 42);
  }

  private static double rate(Plan plan, int round) {
    return plan.task(round, START, new TreeMap<>(Map.of("ann", 5)), Instruction.NONE)
        .train()
        .hyper()
        .learningRate();
  }

  @Test
  void constantRateDoesNotMove() {
    Plan plan = plan(LearningRate.CONSTANT, 10, new CohortSize.All());
    assertThat(rate(plan, 1)).isEqualTo(0.4);
    assertThat(rate(plan, 10)).isEqualTo(0.4);
  }

  @Test
  void cosineRateFallsFromTheBaseByHalfACosine() {
    Plan plan = plan(LearningRate.COSINE, 4, new CohortSize.All());
    assertThat(rate(plan, 1)).isEqualTo(0.4);
    assertThat(rate(plan, 2)).isCloseTo(0.2 * (1 + Math.sqrt(0.5)), within(1e-12));
    assertThat(rate(plan, 3)).isCloseTo(0.2, within(1e-12));
    assertThat(rate(plan, 4)).isCloseTo(0.2 * (1 - Math.sqrt(0.5)), within(1e-12)).isPositive();
  }

  @Test
  void taskCarriesRoundSeedParametersAndCohort() {
    TreeMap<String, Integer> population = new TreeMap<>(Map.of("c", 1, "a", 2, "b", 3));
    RoundTask task =
        plan(LearningRate.CONSTANT, 10, new CohortSize.Count(2))
            .task(7, START, population, Instruction.NONE);
    assertThat(task.round()).isEqualTo(7);
    assertThat(task.train().seed()).isEqualTo(42);
    assertThat(task.train().parameters()).isEqualTo(START);
    assertThat(task.cohort())
        .isEqualTo(
            CohortSelection.select(
                population.keySet(), new CohortSize.Count(2), Lottery.keyed(42), 7));
  }

  @Test
  void gridIsBoundedByTheWholePopulationAndNotByTheCohort() {
    TreeMap<String, Integer> population = new TreeMap<>(Map.of("a", 40_000, "b", 20_000));
    RoundTask one =
        plan(LearningRate.CONSTANT, 1, new CohortSize.Count(1))
            .task(1, START, population, Instruction.NONE);
    RoundTask all =
        plan(LearningRate.CONSTANT, 1, new CohortSize.All())
            .task(1, START, population, Instruction.NONE);
    assertThat(one.grid()).isEqualTo(all.grid());
    assertThat(all.grid().maxTotalWeight()).isEqualTo(60_000);
    assertThat(all.grid().maxPerWeight()).isEqualTo(1024);
    assertThat(all.grid().fractionBits()).isEqualTo(36);
  }

  @Test
  void populationsOfMoreExamplesThanAnIntHoldsFit() {
    TreeMap<String, Integer> population = new TreeMap<>();
    for (int k = 0; k < 3; k++) {
      population.put("c" + k, Integer.MAX_VALUE);
    }
    assertThat(
            plan(LearningRate.CONSTANT, 1, new CohortSize.All())
                .task(1, START, population, Instruction.NONE)
                .grid()
                .maxTotalWeight())
        .isEqualTo(3.0 * Integer.MAX_VALUE);
  }

  @Test
  void emptyPopulationIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                plan(LearningRate.CONSTANT, 1, new CohortSize.All())
                    .task(1, START, new TreeMap<>(), Instruction.NONE))
        .withMessage("round 1: no clients (expected: at least one)");
  }

  @Test
  void fewerThanOneRoundIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(LearningRate.CONSTANT, 0, new CohortSize.All()))
        .withMessage("rounds: 0 (expected: at least 1)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void boundsThatDoNotBoundAreRefused(double bound) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Plan(
                    1,
                    new CohortSize.All(),
                    Clients.sgd(1, 1, 0.1),
                    LearningRate.CONSTANT,
                    bound,
                    1))
        .withMessageStartingWith("max-delta: ");
  }

  private static Plan summing(Plan.Summing summing, @Nullable Masking masking) {
    return new Plan(
        1,
        new CohortSize.All(),
        Lottery.keyed(1),
        new Hyperparameters(1, 1, 0.1, 0, 0, 0),
        LearningRate.CONSTANT,
        8,
        1,
        summing,
        masking);
  }

  @Test
  void integersAreTheSmallestThatHoldTheRound() {
    Plan plan = summing(new Plan.Summing(new Weighting.Uniform(), 0), null);
    var two = new TreeMap<>(Map.of("ann", 5000, "bob", 7));
    assertThat(plan.grid(two, Instruction.NONE).ringBits()).isEqualTo(32);
    Plan heavy = summing(new Plan.Summing(new Weighting.Capped(100_000), 0), null);
    assertThat(heavy.grid(two, Instruction.NONE).ringBits()).isEqualTo(64);
    var fine = new Instruction(null, null, 0, 30, true);
    assertThat(plan.grid(two, fine).ringBits()).isEqualTo(64);
  }

  @Test
  void integersThatCannotHoldTheRoundAreRefused() {
    Plan plan = summing(new Plan.Summing(new Weighting.Capped(100_000), 32), null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.grid(new TreeMap<>(Map.of("ann", 5)), Instruction.NONE))
        .withMessageContaining("sum-bits: 32")
        .withMessageContaining("take 64");
  }

  @Test
  void masksOverWeightsThatNothingBoundsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> summing(Plan.Summing.DEFAULT, new Masking(2, 0.1, 0.1)))
        .withMessageContaining("secure aggregation: weights by num_examples");
  }

  @Test
  void maskedAndPromisedRoundsAskNobodyElse() {
    var clients = new TreeMap<>(Map.of("ann", 5, "bob", 7));
    Plan masked = summing(new Plan.Summing(new Weighting.Uniform(), 0), new Masking(2, 0, 0));
    assertThat(masked.task(1, START, clients, Instruction.NONE).topUp()).isFalse();
    Plan open = summing(Plan.Summing.DEFAULT, null);
    assertThat(open.task(1, START, clients, Instruction.NONE).topUp()).isTrue();
    var promised = new Instruction(null, new ExamplePrivacy(1, 1), 0, 0, true);
    assertThat(open.task(1, START, clients, promised).topUp()).isFalse();
  }
}
