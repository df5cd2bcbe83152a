package dev.headwater.learning.aggregation.robust;

import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.estimate;
import static dev.headwater.learning.aggregation.robust.PointsOnAPlane.line;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BulyanTest {

  @Test
  void valuesNearestToTheMedianOfTheChosenAreAveraged() {
    // n = 7, f = 1: 4 neighbours of 7, then 3, 2, 1, 1: theta = 5 chosen, then 3 nearest averaged.
    // Scores of 7 (4 nearest): 0: 1+4+16+49=70, 1: 1+1+9+36=47, 2: 4+1+4+25=34, 4: 16+9+4+9=38,
    // 7: 49+36+25+9=119 or with 12: 9+25+25+36=95 -> 2 is taken. Left 0 1 4 7 12 100 (3 nearest):
    // 0: 1+16+49=66, 1: 1+9+36=46, 4: 9+9+16=34, 7: 9+25+36=70 -> 4. Left 0 1 7 12 100 (2):
    // 0: 1+49=50, 1: 1+36=37, 7: 25+36=61, 12: 25+121 -> 1. Left 0 7 12 100 (1): 0: 49, 7: 25,
    // 12: 25 -> 7, the first client. Left 0 12 100 (1): 0: 144, 12: 144 -> 0, the first client.
    // Chosen 0 1 2 4 7, median 2, the nearest three 1, 2 and then 0 and 4 tie: 0, the first client.
    assertThat(line(new Bulyan(1), 0, 1, 2, 4, 7, 12, 100)).isEqualTo((0 + 1 + 2) / 3.0);
    // Named the other way round, 12 ties before 0 and 4 before 0: chosen 12 7 4 2 1, median 4,
    // nearest 4, 2 (2 away), 7 and 1 (3 away): 7, the first client.
    assertThat(line(new Bulyan(1), 100, 12, 7, 4, 2, 1, 0)).isEqualTo((7 + 4 + 2) / 3.0);
  }

  @Test
  void withoutAttackersExpectedItIsTheMean() {
    assertThat(line(new Bulyan(0), 1, 2, 9)).isEqualTo(4);
  }

  /** What Krum alone does not stop: a point as near as the others but for one coordinate. */
  @Test
  void largeChangeOfOneCoordinateIsLeftOut() {
    double[][] points = {{0, 0}, {0, 3}, {3, 0}, {-3, 0}, {0, -3}, {0, 0}, {0, 3.5}};
    assertThat(estimate(new Bulyan(1), points)[1]).isBetween(-1.0, 1.0);
  }
}
