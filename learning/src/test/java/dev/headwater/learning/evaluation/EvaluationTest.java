package dev.headwater.learning.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final Evaluation A = new Evaluation(3.0, List.of(1L, 2L), List.of(2L, 2L));
  private static final Evaluation B = new Evaluation(0.5, List.of(0L, 4L), List.of(0L, 5L));

  @Test
  void mergingAddsExamplesOfBoth() {
    Evaluation both = A.plus(B);
    assertThat(both).isEqualTo(new Evaluation(3.5, List.of(1L, 6L), List.of(2L, 7L)));
    assertThat(both.numExamples()).isEqualTo(9);
    assertThat(both.accuracy()).isEqualTo(7.0 / 9);
    assertThat(both.loss()).isEqualTo(3.5 / 9);
    assertThat(both.accuracyOf(0)).isEqualTo(0.5);
  }

  @Test
  void emptyIsNeutral() {
    assertThat(A.plus(Evaluation.empty(2))).isEqualTo(A);
    assertThat(Evaluation.empty(2).plus(A)).isEqualTo(A);
  }

  @Test
  void scoresOfNothingAreNotANumber() {
    assertThat(Evaluation.empty(2).accuracy()).isNaN();
    assertThat(Evaluation.empty(2).loss()).isNaN();
    assertThat(B.accuracyOf(0)).isNaN();
  }

  @Test
  void impossibleScoresAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Evaluation(0, List.of(1L), List.of(1L, 1L)))
        .withMessageContaining("1 and 2 classes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Evaluation(0, List.of(3L), List.of(2L)))
        .withMessageContaining("class 0 has 3 right of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Evaluation(0, List.of(-1L), List.of(2L)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Evaluation(Double.NaN, List.of(1L), List.of(2L)));
    assertThatIllegalArgumentException().isThrownBy(() -> A.plus(Evaluation.empty(3)));
  }
}
