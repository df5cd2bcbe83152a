package dev.headwater.coordinator.rounds.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubmissionQuotaTest {
  private static final int MIB = 1 << 20;

  private final SubmissionQuota quota = new SubmissionQuota();

  @Test
  void anAnswerMayBeSentEightTimesAndAFloodEnds() {
    for (int part = 0; part < 8 * 10 + 4; part++) {
      assertThat(quota.over("ann", 3, 10L * MIB, MIB)).isZero();
    }
    assertThat(quota.over("ann", 3, 10L * MIB, MIB)).isEqualTo(84L * MIB);
    assertThat(quota.over("bob", 3, 10L * MIB, MIB)).as("everybody has a quota").isZero();
    assertThat(quota.over("ann", 4, 10L * MIB, MIB)).as("and every round").isZero();
  }
}
