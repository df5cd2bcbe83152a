package dev.headwater.secagg.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ThresholdsTest {
  @Test
  void tailsAgreeWithExactCounts() {
    // Two of four marked, two drawn: P(X = 2) = 1/6, P(X >= 1) = 5/6, P(X >= 0) = 1.
    assertThat(Thresholds.most(4, 2, 2, Math.log(0.1))).isEqualTo(2);
    assertThat(Thresholds.most(4, 2, 2, Math.log(0.2))).isEqualTo(1);
    assertThat(Thresholds.most(4, 2, 2, Math.log(0.8))).isEqualTo(1);
    assertThat(Thresholds.most(4, 2, 2, Math.log(0.9))).isZero();
    assertThat(Thresholds.most(1000, 0, 80, -40)).isZero();
    assertThat(Thresholds.most(10, 10, 3, -1)).isEqualTo(3);
  }
}
