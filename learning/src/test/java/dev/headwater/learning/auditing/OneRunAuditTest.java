package dev.headwater.learning.auditing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OneRunAuditTest {
  private static final double LN3 = Math.log(3);

  @Test
  void oneRightGuessOfOneProvesNothing() {
    assertThat(OneRunAudit.pValue(1, 1, 1, 0, 0)).isCloseTo(0.5, within(1e-15));
    assertThat(OneRunAudit.epsilonLowerBound(1, 1, 1, 0, 0.95)).isZero();
  }

  @Test
  void pureTailIsThatOfRandomisedResponse() {
    // Right with probability 3/4: both, and at least one of two.
    assertThat(OneRunAudit.pValue(2, 2, 2, LN3, 0)).isCloseTo(9.0 / 16, within(1e-15));
    assertThat(OneRunAudit.pValue(2, 2, 1, LN3, 0)).isCloseTo(15.0 / 16, within(1e-15));
    assertThat(OneRunAudit.pValue(2, 2, 0, LN3, 0)).isEqualTo(1);
  }

  @Test
  void deltaAddsTheSteepestPartOfTheLaw() {
    // P[X = 1] / 1 = 6/16 beats P[X <= 1] / 2 = 7/32; times 2 m delta.
    assertThat(OneRunAudit.pValue(2, 2, 2, LN3, 0.01))
        .isCloseTo(9.0 / 16 + 4 * 0.01 * 6.0 / 16, within(1e-15));
    // m counts the canaries that nothing was said about, too.
    assertThat(OneRunAudit.pValue(5, 2, 2, LN3, 0.01))
        .isCloseTo(9.0 / 16 + 10 * 0.01 * 6.0 / 16, within(1e-15));
  }

  /** Printed in arXiv:2305.08846v1: appendix D (page 46) and section 7 (page 28). */
  @Test
  void figuresOfThePaperComeOut() {
    assertThat(OneRunAudit.epsilonLowerBound(1000, 100, 75, 1e-4, 0.95))
        .isCloseTo(0.673, within(1e-3));
    assertThat(OneRunAudit.epsilonLowerBound(100_000, 1510, 1439, 1e-5, 0.95))
        .isCloseTo(2.675, within(1e-3));
  }

  @Test
  void boundGrowsWithRightGuessesAndShrinksWithWrongOnesDeltaAndConfidence() {
    double bound = OneRunAudit.epsilonLowerBound(1000, 200, 170, 1e-5, 0.95);
    assertThat(OneRunAudit.epsilonLowerBound(1000, 200, 171, 1e-5, 0.95)).isGreaterThan(bound);
    assertThat(OneRunAudit.epsilonLowerBound(1000, 201, 170, 1e-5, 0.95)).isLessThan(bound);
    assertThat(OneRunAudit.epsilonLowerBound(1000, 200, 170, 1e-4, 0.95)).isLessThan(bound);
    assertThat(OneRunAudit.epsilonLowerBound(1000, 200, 170, 1e-5, 0.99)).isLessThan(bound);
    assertThat(OneRunAudit.epsilonLowerBound(1000, 200, 170, 1, 0.95)).isZero();
  }

  @Test
  void manyTrialsKeepTheirDigits() {
    // All right: p = q^r, so the bound solves r log(1 + e^-epsilon) = log 20.
    double bound = OneRunAudit.epsilonLowerBound(100_000, 100_000, 100_000, 0, 0.95);
    assertThat(bound).isCloseTo(-Math.log(Math.expm1(Math.log(20) / 100_000)), within(1e-6));
  }

  /** The bound may be above the truth in 5 % of the runs. Seeded: never flakes. */
  @Test
  void randomisedResponseIsBoundedFromBelowAndNearly() {
    double[] bounds =
        IntStream.range(0, 200).mapToDouble(OneRunAuditTest::randomisedResponse).toArray();
    assertThat(IntStream.range(0, 200).filter(i -> bounds[i] > LN3).count())
        .isLessThanOrEqualTo(10);
    assertThat(IntStream.range(0, 200).mapToDouble(i -> bounds[i]).average().orElse(0))
        .isBetween(0.93 * LN3, LN3);
  }

  private static double randomisedResponse(int run) {
    KeyedRandom random = KeyedRandom.of(run, 0, "response", Purpose.CANARY);
    int right = (int) IntStream.range(0, 5000).filter(i -> random.nextInt(4) < 3).count();
    return OneRunAudit.epsilonLowerBound(5000, 5000, right, 0, 0.95);
  }

  @Test
  void impossibleFiguresAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OneRunAudit.pValue(5, 6, 3, 1, 0))
        .withMessageStartingWith("audit: 3 right of 6 guesses about 5 canaries (expected: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OneRunAudit.pValue(5, 4, 5, 1, 0))
        .withMessageStartingWith("audit: 5 right of 4 guesses");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OneRunAudit.pValue(5, 4, 3, -1, 0))
        .withMessage("epsilon: -1.0 (expected: at least 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OneRunAudit.pValue(5, 4, 3, 1, 2))
        .withMessage("delta: 2.0 (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OneRunAudit.epsilonLowerBound(5, 4, 3, 0, 1))
        .withMessage("confidence: 1.0 (expected: at least 0.5 and below 1)");
  }
}
