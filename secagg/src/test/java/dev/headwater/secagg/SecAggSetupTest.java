package dev.headwater.secagg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecAggSetupTest {
  @ParameterizedTest
  @CsvSource({
    "16, 9, 5, 4, 3, 2, ring bits: 16 (expected: 32 or 64)",
    "32, 0, 5, 4, 3, 2, length: 0",
    "32, 9, 1, 0, 1, 2, cohort: 1",
    "32, 9, 5, 5, 3, 2, neighbours: 5",
    "32, 9, 5, 3, 3, 2, neighbours: 3 (expected: everybody else (4) or an even number)",
    "32, 9, 300, 256, 150, 2, neighbours: 256",
    "32, 9, 5, 4, 2, 2, threshold: 2 (expected: 3 to 5 of 5 holders",
    "32, 9, 6, 5, 3, 2, threshold: 3 (expected: 4 to 6 of 6 holders",
    "32, 9, 5, 4, 6, 2, threshold: 6",
    "32, 9, 5, 4, 3, 1, fewest survivors: 1",
    "32, 9, 5, 4, 3, 6, fewest survivors: 6",
  })
  void numbersThatDoNotHoldTogetherAreRefused(
      int ring, int length, int cohort, int neighbours, int threshold, int fewest, String why) {
    assertThatThrownBy(
            () -> new SecAggSetup("r", 0, ring, length, cohort, neighbours, threshold, fewest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void thresholdsThatCannotHoldAreRefusedWithASentence() {
    assertThatThrownBy(() -> SecAggSetup.plan("r", 0, 32, 9, 10, 0.5, 0, 2))
        .hasMessageContaining("no threshold for 10 clients holds against 5 dropouts and 0");
    assertThatThrownBy(() -> SecAggSetup.plan("r", 0, 32, 9, 1000, 0.4, 0.4, 2))
        .hasMessageContaining("no threshold for 1000 clients holds");
    assertThatThrownBy(() -> SecAggSetup.plan("r", 0, 32, 9, 10, 0.2, 0, 9))
        .hasMessageContaining("fewest survivors: 9 of 10 clients (expected: at most 8");
    assertThatThrownBy(() -> SecAggSetup.plan("r", 0, 32, 9, 10, 1, 0, 2))
        .hasMessageContaining("share of dropouts: 1.0");
  }

  @Test
  void smallCohortsShareWithEverybody() {
    for (int cohort = 2; cohort <= 32; cohort++) {
      SecAggSetup setup = SecAggSetup.plan("r", 0, 32, 9, cohort, 0.2, 0.1, 2);
      assertThat(setup.neighbours()).isEqualTo(cohort - 1);
      assertThat(setup.threshold()).isLessThanOrEqualTo(cohort - cohort / 5);
      assertThat(2 * setup.threshold()).isGreaterThan(cohort + cohort / 10);
    }
  }

  @Test
  void largeCohortsShareWithAFewHoweverManyTheyAre() {
    // Bell et al. (2020): the degree grows with the logarithm of the cohort.
    for (int cohort : new int[] {1000, 10_000}) {
      SecAggSetup setup = SecAggSetup.plan("r", 0, 32, 9, cohort, 0.1, 0.1, 2);
      assertThat(setup.neighbours()).isBetween(90, 130);
      assertThat(2 * setup.threshold()).isGreaterThan(setup.holders());
    }
  }
}
