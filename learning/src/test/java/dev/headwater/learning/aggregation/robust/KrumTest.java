package dev.headwater.learning.aggregation.robust;

import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.aggregate;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.estimate;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.line;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.weighted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.aggregation.Aggregators;
import dev.headwater.learning.tasks.Aggregate;
import dev.headwater.learning.work.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KrumTest {

  @Test
  void contributionWithTheClosestNeighboursIsTheResult() {
    // f = 1, so 2 of 5 neighbours count. Scores: 0: 1+9=10, 1: 1+4=5, 3: 4+1=5 ... 4: 1+9=10.
    assertThat(line(new Krum(1), 0, 1, 3, 4, 100)).isEqualTo(1); // 1 and 3 tie: the first client
    assertThat(line(new Krum(1), 0, 3, 1, 4, 100)).isEqualTo(3);
    // 0: 4+16, 2: 4+4=8, 4: 4+1=5, 5: 1+9=10, 100
    assertThat(line(new Krum(1), 0, 2, 4, 5, 100)).isEqualTo(4);
  }

  @Test
  void distancesAreThoseOfWholeContributions() {
    // Each coordinate of the last one alone is the middle of the others.
    double[][] points = {{0, 0}, {0, 1}, {1, 0}, {10, 10}, {0.5, 50}};
    assertThat(estimate(new Krum(1), points)).containsExactly(0, 0);
  }

  @Test
  void moreNeighboursCountIfFewerAttackersAreExpected() {
    // f = 0: all but one neighbour of 4 count. 0: 1+9=10, 1: 1+4=5, 3: 4+4=8 (5), 5: 4+16
    assertThat(line(new Krum(0), 5, 3, 1, 0)).isEqualTo(1);
  }

  @Test
  void multiKrumAveragesThoseOfTheLowestScores() {
    // f = 1, scores 0: 10, 1: 5, 3: 5, 4: 10, 100: large; the usual m is n - f - 2 = 2
    assertThat(line(new MultiKrum(1, null), 0, 1, 3, 4, 100)).isEqualTo(2);
    assertThat(line(new MultiKrum(1, 1), 0, 1, 3, 4, 100)).isEqualTo(1);
    // n = 6: 3 neighbours, usual m 3. 0: 1+9+16=26, 1: 1+4+9=14, 3: 4+1+9=14, 4: 1+9+4=14, 6:
    // 4+9+25
    assertThat(line(new MultiKrum(1, null), 0, 1, 3, 4, 6, 100)).isEqualTo((1 + 3 + 4) / 3.0);
    assertThat(line(new MultiKrum(1, 2), 0, 1, 3, 4, 6, 100)).isEqualTo(2); // ties: 1 and 3
  }

  @Test
  void sizesThatClientsClaimAreIgnored() {
    Aggregate aggregate =
        weighted(
            new MultiKrum(1, null),
            new int[] {1, 1, 1, 1, 1000},
            new double[][] {{0}, {1}, {3}, {4}, {900}});
    assertThat(aggregate.mean(Sgd.DELTA)[0]).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "krum:1, 4, 'krum:1 of 4 contributions (expected: at least 5, 2 F + 3)'",
    "krum:2, 6, 'krum:2 of 6 contributions (expected: at least 7, 2 F + 3)'",
    "multi-krum:2, 6, 'multi-krum:2 of 6 contributions (expected: at least 7, 2 F + 3)'",
    "'multi-krum:1,4', 6, 'multi-krum:1,4 of 6 contributions (expected: at least 7, M + F + 2)'",
    "bulyan:1, 6, 'bulyan:1 of 6 contributions (expected: at least 7, 4 F + 3)'",
    "bulyan:2147483647, 100, 'bulyan:2147483647 of 100 contributions (expected: at least 8589934591, 4 F + 3)'",
  })
  void tooFewForTheAttackersAreRefused(String spec, int cohort, String sentence) {
    var rule = Aggregators.CHOICES.parse(spec);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule.requireCohort(cohort))
        .withMessage("aggregator: " + sentence);
    Aggregate round = aggregate(rule, new double[Math.min(cohort, 6)][1]);
    assertThat(round.hasSum()).isFalse();
    assertThat(round.whyNoSum()).contains("(expected: at least ");
  }

  @Test
  void asManyAsAreNeededWillDo() {
    new Krum(2).requireCohort(7);
    new MultiKrum(2, 3).requireCohort(7);
    new Bulyan(2).requireCohort(11);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "krum; krum needs a number (expected: krum:F)",
        "krum:-1; krum:-1 (expected: a number of attackers of at least 0)",
        "krum:0.5; krum:0.5, '0.5' is no whole number (expected: krum:F)",
        "multi-krum:1,0; multi-krum:1,0 (expected: a mean of at least 1 contribution)",
        "bulyan:-2; bulyan:-2 (expected: a number of attackers of at least 0)",
      })
  void wrongArgumentsAreRefused(String spec, String sentence) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Aggregators.CHOICES.parse(spec))
        .withMessage("aggregator: " + sentence);
  }
}
