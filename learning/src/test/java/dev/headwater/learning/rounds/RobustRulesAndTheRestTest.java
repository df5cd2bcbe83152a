package dev.headwater.learning.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.accounting.AccountantKind;
import dev.headwater.learning.aggregation.Aggregator;
import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.aggregation.robust.Bulyan;
import dev.headwater.learning.aggregation.robust.Krum;
import dev.headwater.learning.aggregation.robust.TrimmedMean;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.privacy.Mechanism;
import dev.headwater.learning.privacy.Promise;
import dev.headwater.learning.sampling.CohortSize;
import dev.headwater.learning.strategies.FedNova;
import dev.headwater.learning.strategies.closed.Fed3R;
import dev.headwater.learning.strategies.closed.FedNcm;
import dev.headwater.learning.strategies.memory.Scaffold;
import dev.headwater.learning.strategy.Strategy;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Masking;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule that needs single updates, beside what leaves none or must have sums. */
class RobustRulesAndTheRestTest {
  private static final LinearModel MODEL = new LinearModel(3, 8);

  static List<Aggregator> robust() {
    return Aggregators.CHOICES.all().stream()
        .map(row -> Aggregators.CHOICES.parse(row.example().toString()))
        .filter(Aggregator::needsSingleUpdates)
        .toList();
  }

  private static RunBuilder run(Aggregator rule) {
    return RunSettings.of(MODEL, 20)
        .summing(new Summing(new Weighting.Uniform(), 64))
        .aggregator(rule);
  }

  private static void refused(RunBuilder settings, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(settings::build)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @ParameterizedTest
  @MethodSource("robust")
  void masksLeaveNoSingleUpdates(Aggregator rule) {
    refused(
        run(rule).masking(new Masking(2, 0, 0)),
        "aggregator: " + rule.spec() + " under secure aggregation (expected: mean; ");
  }

  @ParameterizedTest
  @MethodSource("robust")
  void promisesAreMadeForSums(Aggregator rule) {
    Promise promise =
        new Promise(
            new Mechanism.Central(),
            0.5,
            1,
            1e-3,
            Double.POSITIVE_INFINITY,
            AccountantKind.RDP,
            1,
            null,
            true);
    refused(
        run(rule).promise(promise),
        "aggregator: " + rule.spec() + " with a privacy guarantee (expected: mean; ");
  }

  @ParameterizedTest
  @MethodSource("robust")
  void statisticsAndSumsOfStrategiesAreSummed(Aggregator rule) {
    for (Strategy strategy :
        new Strategy[] {new Fed3R(1.0), new FedNcm(), new Scaffold(1), new FedNova()}) {
      refused(run(rule).strategy(strategy), "aggregator", rule.spec().toString(), "mean");
    }
  }

  @Test
  void cohortsTooSmallForTheAttackersAreRefused() {
    refused(
        run(new Krum(9)),
        "aggregator: krum:9 of 20 contributions (expected: at least 21, 2 F + 3)");
    refused(
        run(new Bulyan(2)).cohort(new CohortSize.Count(10)),
        "aggregator: bulyan:2 of 10 contributions (expected: at least 11, 4 F + 3)");
    run(new Krum(8)).build();
    run(new Bulyan(2)).cohort(new CohortSize.Count(11)).build();
  }

  @Test
  void trimmedMeanAndCohortsOfWhichNobodyIsLeftOut() {
    refused(
        run(new TrimmedMean(0.04)),
        "aggregator: trimmed-mean:0.04 of 20 contributions leaves out none");
    refused(
        run(new TrimmedMean(0.1)).cohort(new CohortSize.Count(9)),
        "of 9 contributions leaves out none");
  }

  @Test
  void clippingWithoutAPromiseIsOfOneRealVector() {
    Summing clipped = new Summing(new Weighting.Uniform(), 64).clippedTo(2.0);
    RunBuilder plain = RunSettings.of(MODEL, 20).summing(clipped);
    plain.build();
    refused(
        plain.strategy(new Fed3R(1.0)), "clipping-norm: 2.0 with strategy fed3r:1", "statistics");
    refused(
        plain.strategy(new Scaffold(1)),
        "clipping-norm: 2.0 with strategy scaffold:1",
        "a single vector");
  }
}
