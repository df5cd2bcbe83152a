package dev.headwater.simulations.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LikenessTest {
  private static final Group A = Trials.group(Trials.setting("strategy", "a"), 0.5, 0.6);
  private static final Group B = Trials.group(Trials.setting("strategy", "b"), 0.6, 0.7);

  @Test
  void runsThatWereScoredOnOtherPicturesAreNotCompared() {
    assertThat(Likeness.of(A, B)).isEqualTo(Likeness.YES);
    assertThat(Likeness.of(A, Trials.scoredOn("others", B))).isEqualTo(Likeness.OTHER_DATA);
  }

  @Test
  void aCoordinatorKnowsNoPicturesOfItsClients() {
    assertThat(Likeness.of(A, Trials.live(B))).isEqualTo(Likeness.LIVE);
    assertThat(Likeness.of(Trials.live(A), Trials.live(B))).isEqualTo(Likeness.YES);
  }

  @Test
  void aRunOfAnEarlierVersionDoesNotSayOnWhichPicturesItWasScoredAndIsCompared() {
    assertThat(Likeness.of(A, Trials.scoredOn("", B))).isEqualTo(Likeness.YES);
  }
}
