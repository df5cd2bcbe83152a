package dev.headwater.learning.aggregation.robust;

import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.aggregate;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.estimate;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GeometricMedianTest {
  private static final GeometricMedian RULE = new GeometricMedian();

  @Test
  void fermatPointOfATriangleSeesEverySideAtTheSameAngle() {
    // (0,0), (2,0), (1, y): on the axis of symmetry where tan 60 = 1 / y', so y' = 1 / sqrt 3.
    double[] found = estimate(RULE, new double[][] {{0, 0}, {2, 0}, {1, 4}});
    assertThat(found[0]).isCloseTo(1, within(1e-6));
    assertThat(found[1]).isCloseTo(1 / Math.sqrt(3), within(1e-6));
  }

  @Test
  void diagonalsOfAConvexQuadrilateralMeetInIt() {
    // (0,0)-(4,4) and (1,4)-(4,1), the line x + y = 5: they meet in (2.5, 2.5).
    double[] found = estimate(RULE, new double[][] {{0, 0}, {4, 1}, {4, 4}, {1, 4}});
    assertThat(found[0]).isCloseTo(2.5, within(1e-6));
    assertThat(found[1]).isCloseTo(2.5, within(1e-6));
  }

  /** A wide triangle's own corner: the angle there is above 120 degrees. */
  @Test
  void medianMayBeAContribution() {
    double[] found = estimate(RULE, new double[][] {{-10, 0}, {0, 1}, {10, 0}});
    assertThat(found[0]).isCloseTo(0, within(1e-4));
    assertThat(found[1]).isCloseTo(1, within(1e-4));
  }

  @Test
  void contributionsThatMostlyAgreeAreTheResult() {
    assertThat(line(RULE, 3, 3, 3, 1000, -7)).isEqualTo(3);
  }

  @Test
  void fewerThanHalfCannotMoveItFar() {
    double[] near = estimate(RULE, new double[][] {{1, 1}, {1, 2}, {2, 1}, {2, 2}, {9, 9}, {9, 9}});
    double[] far =
        estimate(RULE, new double[][] {{1, 1}, {1, 2}, {2, 1}, {2, 2}, {1e3, 1e3}, {1e3, 1e3}});
    assertThat(far[0]).isBetween(1.0, 2.0);
    assertThat(far[1]).isCloseTo(near[1], within(0.2));
  }

  @Test
  void fewerThanThreeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RULE.requireCohort(2))
        .withMessage(
            "aggregator: geometric-median of 2 contributions (expected: at least 3, of fewer every point between is one)");
    assertThat(aggregate(RULE, new double[2][1]).hasSum()).isFalse();
  }
}
