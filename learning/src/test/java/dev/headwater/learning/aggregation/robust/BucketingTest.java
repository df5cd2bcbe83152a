package dev.headwater.learning.aggregation.robust;

import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.aggregate;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.estimate;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.aggregation.Aggregators;
import org.junit.jupiter.api.Test;

class BucketingTest {

  @Test
  void bucketsOfOneAreTheRuleItself() {
    double[] values = {0, 1, 2, 3, 1000};
    assertThat(line(new Bucketing(1), values))
        .isCloseTo(line(new CentredClipping(null), values), within(1e-9));
  }

  /** Two kinds of clients, no one in the middle: the rule alone ends at the larger kind. */
  @Test
  void meansOfBucketsLieBetweenClientsOfTwoKinds() {
    double[][] points = new double[16][];
    for (int k = 0; k < points.length; k++) {
      points[k] = new double[] {k < 9 ? 1 : -1};
    }
    assertThat(estimate(new CentredClipping(null), points)[0]).isEqualTo(1);
    assertThat(estimate(new Bucketing(4), points)[0]).isBetween(-0.5, 0.9);
  }

  @Test
  void fewerThanThreeBucketsAreRefused() {
    assertThat(aggregate(new Bucketing(2), new double[4][1]).whyNoSum())
        .isEqualTo(
            "aggregator: bucketing:2 of 4 contributions (expected: at least 5, three buckets)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Aggregators.CHOICES.parse("bucketing:0"))
        .withMessage("aggregator: bucketing:0 (expected: buckets of at least 1 contribution)");
  }
}
