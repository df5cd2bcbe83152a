package dev.headwater.learning.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LbfgsTest {
  @Test
  void withoutPairsTheDirectionIsThatOfTheInitialInverse() {
    double[] direction =
        Lbfgs.direction(
            new double[] {2, -4},
            new double[0][],
            new double[0][],
            v -> new double[] {v[0], v[1] / 2});
    assertThat(direction).containsExactly(-2, 2);
  }

  /**
   * One pair s = (1, 0), y = (2, 0), g = (3, 5), H0 = I: alpha = 3/2, q = (0, 5), scale = 1/2, r =
   * (0, 5/2), beta = 0, r = (3/2, 5/2).
   */
  @Test
  void onePairByHand() {
    double[] direction =
        Lbfgs.direction(
            new double[] {3, 5}, new double[][] {{1, 0}}, new double[][] {{2, 0}}, double[]::clone);
    assertThat(direction).containsExactly(-1.5, -2.5);
  }

  /** On a quadratic with exact steps it ends after as many pairs as there are dimensions. */
  @Test
  void directionSatisfiesTheSecantEquationOfTheNewestPair() {
    double[][] steps = {{1, 2, 0}, {0, 1, -1}};
    double[][] changes = {{3, 5, 1}, {1, 4, -2}};
    double[] direction = Lbfgs.direction(changes[1], steps, changes, double[]::clone);
    for (int j = 0; j < 3; j++) {
      assertThat(-direction[j]).isCloseTo(steps[1][j], within(1e-12));
    }
  }
}
