package dev.headwater.learning.aggregation.robust;

import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.aggregate;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.aggregation.Aggregators;
import org.junit.jupiter.api.Test;

class NearestNeighboursTest {

  /**
   * Of 0, 2, 4, 6 and 1000 each is mixed with its 3 nearest others: 3, 3, 3, 3, and (2 + 4 + 6 +
   * 1000) / 4 = 253. The largest and the smallest are left out.
   */
  @Test
  void contributionsAreMixedWithTheirNearestOnesThenTrimmed() {
    assertThat(line(new NearestNeighbours(1), 0, 2, 4, 6, 1000)).isCloseTo(3, within(1e-9));
  }

  /** 5 is as near to 0 as to 10: the client that is first by name is mixed in. */
  @Test
  void tiesGoToTheFirstByName() {
    // mixtures of two: (0 + 5) / 2, (5 + 0) / 2, (10 + 5) / 2; the middle one is left
    assertThat(line(new NearestNeighbours(1), 0, 5, 10)).isCloseTo(2.5, within(1e-9));
    assertThat(line(new NearestNeighbours(1), 10, 5, 0)).isCloseTo(7.5, within(1e-9));
  }

  @Test
  void withoutAttackersItIsTheMean() {
    assertThat(line(new NearestNeighbours(0), 1, 2, 6)).isCloseTo(3, within(1e-9));
  }

  @Test
  void halfOfTheContributionsAreTooMany() {
    assertThat(aggregate(new NearestNeighbours(2), new double[4][1]).whyNoSum())
        .isEqualTo("aggregator: nnm:2 of 4 contributions (expected: at least 5, 2 F + 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Aggregators.CHOICES.parse("nnm:-1"))
        .withMessage("aggregator: nnm:-1 (expected: a number of attackers of at least 0)");
  }
}
