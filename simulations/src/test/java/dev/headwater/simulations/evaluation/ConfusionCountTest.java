package dev.headwater.simulations.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionCountTest {
  private final ConfusionCount count = new ConfusionCount(List.of("cat", "dog", "fox"));

  @Test
  void figuresOfAnExampleByHand() {
    count.add(0, new float[] {1, 0, 0});
    count.add(0, new float[] {0, 1, 0});
    count.add(1, new float[] {0, 2, 1});
    count.add(1, new float[] {3, 2, 1});
    count.add(1, new float[] {0, 2, 1});
    Confusion confusion = count.result();
    assertThat(confusion.counts())
        .containsExactly(List.of(1L, 1L, 0L), List.of(1L, 2L, 0L), List.of(0L, 0L, 0L));
    assertThat(confusion.accuracy()).isEqualTo(0.6);
    Confusion.OfClass dog = confusion.of(1);
    assertThat(dog.pictures()).isEqualTo(3);
    assertThat(dog.correct()).isEqualTo(2);
    assertThat(dog.precision()).isEqualTo(2 / 3.0);
    assertThat(dog.recall()).isEqualTo(2 / 3.0);
    assertThat(dog.f1()).isCloseTo(2 / 3.0, within(1e-15));
    double first = Math.log(Math.E + 2) - 1;
    double second = Math.log(Math.E + 2);
    assertThat(confusion.of(0).loss()).isCloseTo((first + second) / 2, within(1e-12));
    assertThat(confusion.mistakes(1)).containsExactly(new Confusion.Mistake("cat", "dog", 1));
    assertThat(confusion.mistakes(9)).hasSize(2);
  }

  @Test
  void classWithoutPicturesHasNoFigures() {
    count.add(0, new float[] {1, 0, 0});
    Confusion.OfClass fox = count.result().of(2);
    assertThat(List.of(fox.precision(), fox.recall(), fox.f1(), fox.loss()))
        .containsOnly(Double.NaN);
  }

  @Test
  void ofEqualLogitsTheFirstClassIsTaken() {
    count.add(2, new float[] {1, 1, 1});
    assertThat(count.result().counts().get(2)).containsExactly(1L, 0L, 0L);
    assertThat(count.result().loss()).isCloseTo(Math.log(3), within(1e-12));
  }

  @Test
  void largeLogitsDoNotOverflow() {
    count.add(0, new float[] {0, 2000, 0});
    assertThat(count.result().loss()).isEqualTo(2000);
  }

  @Test
  void logitsOfOtherModelsAreRefused() {
    assertThatThrownBy(() -> count.add(0, new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 logits (expected: 3");
  }
}
