package dev.headwater.learning.stopping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.learning.stopping.Target.Measure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BestSoFarTest {
  private static BestSoFar after(Stopping stopping, double... accuracies) {
    BestSoFar best = stopping.begin();
    for (int i = 0; i < accuracies.length; i++) {
      best.saw(i + 1, accuracies[i], 1 - accuracies[i]);
    }
    return best;
  }

  @Test
  void firstRoundAtTheTargetEndsTheRun() {
    Stopping target = new Stopping(new Target(Measure.ACCURACY, 0.9), null);

    assertThat(after(target, 0.5, 0.89).over()).isFalse();
    assertThat(after(target, 0.5, 0.9).over()).isTrue();
    assertThat(after(target, 0.5, 0.9, 0.8, 0.95).reachedIn()).isEqualTo(2);
  }

  @Test
  void lossIsReachedFromAbove() {
    Stopping target = new Stopping(new Target(Measure.LOSS, 0.3), null);

    assertThat(after(target, 0.5, 0.69).reached()).isFalse();
    assertThat(after(target, 0.5, 0.71).reachedIn()).isEqualTo(2);
  }

  @Test
  void patienceIsOverWhenSoManyRoundsWereNotBetterThanTheBestBefore() {
    Stopping patient = new Stopping(null, 2);

    assertThat(after(patient, 0.5, 0.6, 0.6).over()).isFalse();
    assertThat(after(patient, 0.5, 0.6, 0.6, 0.59).impatient()).isTrue();
    assertThat(after(patient, 0.5, 0.6, 0.6, 0.59).bestRound()).isEqualTo(2);
    assertThat(after(patient, 0.5, 0.6, 0.59, 0.61, 0.6).over()).isFalse();
  }

  @Test
  void roundsWithoutAScoreAreNotCounted() {
    BestSoFar best = after(new Stopping(new Target(Measure.ACCURACY, 0.9), 1), 0.5);
    best.saw(2, null);
    best.saw(3, Double.NaN, Double.NaN);
    best.saw(4, null, null);

    assertThat(best.over()).isFalse();
  }

  @Test
  void runThatNeverStopsEarlyIsNeverOver() {
    assertThat(after(Stopping.NEVER, 1, 1, 1, 1, 1).over()).isFalse();
    assertThat(Stopping.NEVER.possible()).isFalse();
    assertThat(new Stopping(null, 1).possible()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "accuracy=0.9, ACCURACY, 0.9",
    "Accuracy=1, ACCURACY, 1",
    "loss=0.25, LOSS, 0.25",
    "' loss=3 ', LOSS, 3"
  })
  void targetIsReadAsItIsTyped(String text, Measure measure, double value) {
    assertThat(Target.parse(text)).isEqualTo(new Target(measure, value));
    assertThat(Target.parse(Target.parse(text).toString())).isEqualTo(Target.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.9",
        "accuracy",
        "accuracy=",
        "accuracy=high",
        "f1=0.9",
        "accuracy=90",
        "accuracy=0",
        "accuracy=NaN",
        "loss=0",
        "loss=-1",
        "loss=Infinity",
        ""
      })
  void whatIsNoTargetIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Target.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("until: ")
        .hasMessageContaining("expected")
        .hasMessageContaining("such as");
  }
}
