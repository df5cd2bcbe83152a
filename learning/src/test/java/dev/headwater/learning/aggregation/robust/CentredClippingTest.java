package dev.headwater.learning.aggregation.robust;

import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.aggregate;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.estimate;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.aggregation.Aggregators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CentredClippingTest {

  @Test
  void contributionsWithinTheRadiusHaveTheirMean() {
    assertThat(line(new CentredClipping(100.0), 1, 2, 9)).isCloseTo(4, within(1e-6));
  }

  @Test
  void contributionBeyondTheRadiusPullsByTheRadiusAlone() {
    // (0 - v) + (1 - v) + 2 = 0
    assertThat(line(new CentredClipping(2.0), 0, 1, 1000)).isCloseTo(1.5, within(1e-6));
    assertThat(line(new CentredClipping(2.0), 0, 1, -1000)).isCloseTo(-0.5, within(1e-6));
  }

  @Test
  void wholeContributionsAreClippedAndNotTheirCoordinates() {
    // The far one lies in direction (3, 4) / 5: three at the origin are moved by 3 v = 5 (0.6,
    // 0.8).
    double[] found =
        estimate(new CentredClipping(5.0), new double[][] {{0, 0}, {0, 0}, {0, 0}, {600, 800}});
    assertThat(found[0]).isCloseTo(1, within(1e-6));
    assertThat(found[1]).isCloseTo(4 / 3.0, within(1e-6));
  }

  /** The median is 2, the distances from it 2, 1, 0, 1, 998: the radius is 1. */
  @Test
  void usualRadiusIsTheMedianDistanceFromTheMedian() {
    double[] values = {0, 1, 2, 3, 1000};
    assertThat(line(new CentredClipping(null), values))
        .isEqualTo(line(new CentredClipping(1.0), values));
    assertThat(line(new CentredClipping(null), values)).isCloseTo(2, within(1e-6));
  }

  @Test
  void contributionsThatMostlyAgreeAreTheResult() {
    assertThat(line(new CentredClipping(null), 3, 3, 3, 1000, -7)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "Infinity"})
  void radiusThatIsNoneIsRefused(String tau) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Aggregators.CHOICES.parse("centred-clipping:" + tau))
        .withMessageContaining("(expected: a finite radius above 0)");
  }

  @Test
  void fewerThanThreeAreRefused() {
    assertThat(aggregate(new CentredClipping(null), new double[2][1]).whyNoSum())
        .isEqualTo(
            "aggregator: centred-clipping of 2 contributions (expected: at least 3, or it starts at their mean)");
  }
}
