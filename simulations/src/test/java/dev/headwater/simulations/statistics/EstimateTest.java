package dev.headwater.simulations.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected values: tables of the t-distribution, t(2) = 4.3027 and t(9) = 2.2622 at 97.5 %. */
final class EstimateTest {
  @Test
  void intervalIsStudents() {
    Estimate three = Estimate.of(List.of(1.0, 2.0, 3.0));

    assertThat(three.mean()).isEqualTo(2);
    assertThat(three.deviation()).isEqualTo(1);
    assertThat(three.lower()).isCloseTo(2 - 4.302653 / Math.sqrt(3), within(1e-5));
    assertThat(three.upper()).isCloseTo(2 + 4.302653 / Math.sqrt(3), within(1e-5));

    Estimate ten = Estimate.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0));
    assertThat(ten.upper() - ten.mean())
        .isCloseTo(2.262157 * ten.deviation() / Math.sqrt(10), within(1e-5));
  }

  @Test
  void oneValueHasNoInterval() {
    Estimate one = Estimate.of(List.of(0.5));

    assertThat(one.mean()).isEqualTo(0.5);
    assertThat(one.hasInterval()).isFalse();
    assertThat(one.lower()).isNaN();
    assertThat(one.p()).isNaN();
    assertThatThrownBy(() -> Estimate.of(List.of())).hasMessageContaining("at least one");
  }

  @Test
  void pIsThatOfTheTwoSidedTest() {
    assertThat(Estimate.of(List.of(1.0, 2.0, 3.0)).p())
        .isCloseTo(0.07418, within(1e-5)); // t = 3.4641, 2 degrees
    assertThat(Estimate.of(List.of(-1.0, -2.0, -3.0)).p()).isCloseTo(0.07418, within(1e-5));
    assertThat(Estimate.of(List.of(0.0, 0.0)).p()).isEqualTo(1);
  }

  /** 0.961 - 0.960 and 0.963 - 0.962 are not the same number, but the same difference. */
  @Test
  void valuesThatAreAllTheSameAreJudgedByTheirSigns() {
    assertThat(Estimate.of(List.of(0.961 - 0.960, 0.963 - 0.962, 0.959 - 0.958)).p())
        .isEqualTo(0.25);
    assertThat(Estimate.of(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)).p()).isEqualTo(2.0 / 64);
  }

  /** The interval leaves out 0 exactly where p is below 0.05. */
  @Test
  void pAndIntervalAgree() {
    for (int shift = 0; shift < 40; shift++) {
      double by = shift / 10.0;
      Estimate estimate = Estimate.of(List.of(by - 0.7, by + 0.4, by + 0.3, by));
      assertThat(estimate.lower() > 0).isEqualTo(estimate.p() < 0.05);
    }
  }

  /** Holm, 1979: 3 x 0.01, 2 x 0.02 raised to 0.04, and 0.04 is not below the one before it. */
  @Test
  void holmMultipliesTheSmallestByTheNumberOfComparisons() {
    assertThat(Holm.adjusted(List.of(0.04, 0.01, 0.02)))
        .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1, Double.class)
        .containsExactly(0.04, 0.03, 0.04);
    assertThat(Holm.adjusted(List.of(0.9, 0.8))).containsExactly(1.0, 1.0);
    assertThat(Holm.adjusted(List.of())).isEmpty();
  }

  @Test
  void whatIsNoComparisonIsNotCounted() {
    List<Double> adjusted = Holm.adjusted(List.of(Double.NaN, 0.02, Double.NaN));

    assertThat(adjusted.get(1)).isEqualTo(0.02);
    assertThat(adjusted.get(0)).isNaN();
    assertThat(adjusted.get(2)).isNaN();
  }
}
