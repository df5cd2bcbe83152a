package dev.headwater.simulations.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.contracts.Samples;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Cohort;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.simulations.hostile.attack.Attack;
import dev.headwater.simulations.hostile.attack.ChangedUpdate;
import dev.headwater.simulations.hostile.attack.PoisonedData;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten clients of made-up features, of whom some attack. Everything follows from seeds: no assertion
 * has a false-alarm rate.
 */
class RobustAggregatorsTest {
  private static final int CLASSES = 5;
  private static final int WIDTH = 12;
  private static final LinearModel MODEL = new LinearModel(CLASSES, WIDTH);
  private static final Examples TEST = Samples.examples(2000, WIDTH, CLASSES, 1000);

  /** How far below the mean of a clean run a robust rule may end. */
  private static final double MARGIN = 0.02;

  private static final List<Attack> ATTACKS =
      List.of(
          new PoisonedData.LabelFlip(),
          new ChangedUpdate.SignFlip(10),
          new ChangedUpdate.ExtremeValues(1023),
          new ChangedUpdate.ReversedClaim(1_000_000_000));

  private static SortedMap<String, ClientExamples> clients() {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < 10; k++) {
      clients.put(
          "client-" + k, new ClientExamples(Samples.examples(40 + 3 * k, WIDTH, CLASSES, k)));
    }
    return clients;
  }

  private static AttackedCohort attacked(Attack attack, int attackers) {
    return new AttackedCohort(clients(), attack, attackers, 5);
  }

  private static RunSettings settings(String aggregator, Summing summing) {
    return RunSettings.of(MODEL, 10)
        .rounds(12)
        .hyper(new Hyperparameters(3, 10, 0.1, 0, 0, 0))
        .aggregator(Aggregators.CHOICES.parse(aggregator))
        .summing(summing)
        .build();
  }

  private static double accuracy(String aggregator, Cohort cohort) throws InterruptedException {
    Summing uniform = new Summing(new Weighting.Uniform(), 64);
    return accuracy(
        settings(aggregator, aggregator.equals("mean") ? Summing.DEFAULT : uniform), cohort);
  }

  private static double accuracy(RunSettings settings, Cohort cohort) throws InterruptedException {
    Parameters end = new Federation(settings, cohort, report -> {}).run().parameters();
    return MODEL.score(end, TEST).accuracy();
  }

  private static double clean() throws InterruptedException {
    return accuracy("mean", new LocalCohort(clients()));
  }

  static Stream<Arguments> twoAttackers() {
    return Stream.of(
            "median",
            "trimmed-mean:0.25",
            "geometric-median",
            "centred-clipping",
            "krum:2",
            "multi-krum:2")
        .flatMap(rule -> ATTACKS.stream().map(attack -> Arguments.of(rule, attack)));
  }

  @ParameterizedTest
  @MethodSource("twoAttackers")
  void twoAttackersOfTenCannotMoveARobustRuleFar(String rule, Attack attack)
      throws InterruptedException {
    assertThat(accuracy(rule, attacked(attack, 2))).isGreaterThan(clean() - MARGIN);
  }

  static List<Attack> attacks() {
    return ATTACKS;
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void oneAttackerOfTenCannotMoveBulyanFar(Attack attack) throws InterruptedException {
    assertThat(accuracy("bulyan:1", attacked(attack, 1))).isGreaterThan(clean() - MARGIN);
  }

  @Test
  void meanLearnsNothingBesideLargeValuesOrReversedUpdates() throws InterruptedException {
    assertThat(clean()).isGreaterThan(0.9);
    assertThat(accuracy("mean", attacked(new ChangedUpdate.ExtremeValues(1023), 2)))
        .isLessThan(0.6);
    assertThat(accuracy("mean", attacked(new ChangedUpdate.SignFlip(10), 2))).isLessThan(0.6);
  }

  /** Without a cap one claim is all of the mean; with it, ten clients' worth of the eighteen. */
  @Test
  void weightCapBoundsAClaimOfABillionExamples() throws InterruptedException {
    Attack claim = new ChangedUpdate.ReversedClaim(1_000_000_000);
    List<RoundReport> reports = new ArrayList<>();
    RunSettings capped = settings("mean", Summing.DEFAULT.cappedAt(2));
    Parameters end = new Federation(capped, attacked(claim, 1), reports::add).run().parameters();
    double open =
        accuracy(
            settings("mean", Summing.DEFAULT.cappedAt(Double.POSITIVE_INFINITY)),
            attacked(claim, 1));
    assertThat(open).isLessThan(0.4);
    assertThat(MODEL.score(end, TEST).accuracy()).isGreaterThan(clean() - MARGIN);
    assertThat(reports).allSatisfy(report -> assertThat(report.task().capped()).isEqualTo(1));
  }

  /** The bound is checked: what is not clipped is refused, and the round goes on. */
  @Test
  void clippingNormKeepsLargeUpdatesOutOfTheMean() throws InterruptedException {
    RunSettings clipped = settings("mean", Summing.DEFAULT.clippedTo(2.0));
    List<RoundReport> reports = new ArrayList<>();
    Parameters end =
        new Federation(clipped, attacked(new ChangedUpdate.ExtremeValues(1023), 2), reports::add)
            .run()
            .parameters();
    assertThat(MODEL.score(end, TEST).accuracy()).isGreaterThan(clean() - MARGIN);
    assertThat(reports)
        .allSatisfy(
            report -> {
              assertThat(report.aggregate().contributors()).hasSize(8);
              assertThat(report.aggregate().refusals())
                  .hasSize(2)
                  .allSatisfy(refusal -> assertThat(refusal.reason()).startsWith("norm: "));
              assertThat(report.aggregate().trainLoss()).isPositive();
            });
  }

  @Test
  void cohortWithoutAttackersHasTheBitsOfAnyOther() throws InterruptedException {
    RunSettings settings = settings("mean", Summing.DEFAULT);
    assertThat(new Federation(settings, attacked(new ChangedUpdate.SignFlip(10), 0), r -> {}).run())
        .isEqualTo(new Federation(settings, new LocalCohort(clients()), r -> {}).run());
  }
}
