package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Instruction;
import dev.headwater.learning.sampling.CohortSelection;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.sampling.Lottery;
import dev.headwater.learning.strategy.LearningRate;
import dev.headwater.learning.strategy.ServerState;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.ExamplePrivacy;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.softmax.Clients;
import dev.headwater.learning.work.Sgd;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunSettingsTest {
  private static final Parameters START = Parameters.zeros(new Head(2, 3).layout());

  private static RunSettings plan(LearningRate schedule, int rounds, CohortSize cohort) {
    return RunSettings.of(new LinearModel(2, 3), 3)
        .rounds(rounds)
        .cohort(cohort)
        .hyper(Clients.sgd(1, 8, 0.4))
        .learningRate(schedule)
        .seed(42)
        .build();
  }

  private static double rate(RunSettings plan, int round) {
    TrainTask task =
        plan.task(round, new ServerState(START), new TreeMap<>(Map.of("ann", 5)), Instruction.NONE)
            .train();
    return ((Sgd) task.work()).hyper().learningRate();
  }

  @Test
  void constantRateDoesNotMove() {
    RunSettings plan = plan(LearningRate.CONSTANT, 10, new CohortSize.All());
    assertThat(rate(plan, 1)).isEqualTo(0.4);
    assertThat(rate(plan, 10)).isEqualTo(0.4);
  }

  @Test
  void cosineRateFallsFromTheBaseByHalfACosine() {
    RunSettings plan = plan(LearningRate.COSINE, 4, new CohortSize.All());
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
            .task(7, new ServerState(START), population, Instruction.NONE);
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
            .task(1, new ServerState(START), population, Instruction.NONE);
    RoundTask all =
        plan(LearningRate.CONSTANT, 1, new CohortSize.All())
            .task(1, new ServerState(START), population, Instruction.NONE);
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
                .task(1, new ServerState(START), population, Instruction.NONE)
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
                    .task(1, new ServerState(START), new TreeMap<>(), Instruction.NONE))
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
        .isThrownBy(() -> RunSettings.of(new LinearModel(2, 3), 3).maxDelta(bound).build())
        .withMessageStartingWith("max-delta: ");
  }

  private static RunSettings summing(Summing summing, @Nullable Masking masking) {
    return RunSettings.of(new LinearModel(2, 3), 2)
        .hyper(new Hyperparameters(1, 1, 0.1, 0, 0, 0))
        .maxDelta(8)
        .summing(summing)
        .masking(masking)
        .build();
  }

  private static FixedPoint grid(
      RunSettings settings, SortedMap<String, Integer> population, Instruction instruction) {
    return settings
        .schema(1, new ServerState(START), population, instruction)
        .vectors()
        .get(0)
        .grid();
  }

  @Test
  void integersAreTheSmallestThatHoldTheRound() {
    RunSettings plan = summing(new Summing(new Weighting.Uniform(), 0), null);
    var two = new TreeMap<>(Map.of("ann", 5000, "bob", 7));
    assertThat(grid(plan, two, Instruction.NONE).ringBits()).isEqualTo(32);
    RunSettings heavy = summing(new Summing(new Weighting.Capped(100_000), 0), null);
    assertThat(grid(heavy, two, Instruction.NONE).ringBits()).isEqualTo(64);
    var fine = new Instruction(null, null, 0, 30, true);
    assertThat(grid(plan, two, fine).ringBits()).isEqualTo(64);
  }

  @Test
  void integersThatCannotHoldTheRoundAreRefused() {
    RunSettings plan = summing(new Summing(new Weighting.Capped(100_000), 32), null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> grid(plan, new TreeMap<>(Map.of("ann", 5)), Instruction.NONE))
        .withMessageContaining("sum-bits: 32")
        .withMessageContaining("take 64");
  }

  @Test
  void masksOverWeightsThatNothingBoundsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> summing(Summing.DEFAULT, new Masking(2, 0.1, 0.1)))
        .withMessageContaining("secure aggregation: weights by num_examples");
  }

  @Test
  void maskedAndPromisedRoundsAskNobodyElse() {
    var clients = new TreeMap<>(Map.of("ann", 5, "bob", 7));
    RunSettings masked = summing(new Summing(new Weighting.Uniform(), 0), new Masking(2, 0, 0));
    assertThat(masked.task(1, new ServerState(START), clients, Instruction.NONE).topUp()).isFalse();
    RunSettings open = summing(Summing.DEFAULT, null);
    assertThat(open.task(1, new ServerState(START), clients, Instruction.NONE).topUp()).isTrue();
    var promised = new Instruction(null, new ExamplePrivacy(1, 1), 0, 0, true);
    assertThat(open.task(1, new ServerState(START), clients, promised).topUp()).isFalse();
  }
}
