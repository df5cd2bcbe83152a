package dev.headwater.learning.training.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringTest {

  @Test
  void logitsAreTheAffineMap() {
    Parameters parameters =
        Parameters.owning(new Head(2, 3).layout(), new float[] {1, 2, 3, 4, 5, 6, 10, 20});
    assertThat(Scoring.logits(parameters, new float[] {9, 9, 1, 0, -1}, 2))
        .containsExactly(1 - 3 + 10, 4 - 6 + 20);
  }

  @Test
  void tiesGoToTheLowestClass() {
    Parameters zeros = Parameters.zeros(new Head(3, 2).layout());
    Examples examples = new Examples(new float[6], new int[] {0, 1, 2}, 2);
    assertThat(Scoring.evaluate(zeros, examples).correct()).isEqualTo(List.of(1L, 0L, 0L));
    Parameters upper =
        Parameters.owning(new Head(3, 2).layout(), new float[] {0, 0, 0, 0, 0, 0, 1, 5, 5});
    assertThat(Scoring.evaluate(upper, examples).correct()).isEqualTo(List.of(0L, 1L, 0L));
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 2", "255, 33, 3", "256, 16, 5", "700, 65, 10", "513, 1280, 10"})
  void lossIsThatOfTheReference(int size, int width, int classes) {
    Examples examples = Clients.realistic(size, width, classes, 4);
    Parameters parameters = Clients.start(classes, width, 4);
    double[] w = new double[parameters.size()];
    Arrays.setAll(w, parameters::get);
    double expected =
        DoubleReference.loss(
            w, new Head(classes, width), examples, IntStream.range(0, size).toArray());
    Evaluation evaluation = Scoring.evaluate(parameters, examples);
    assertThat(evaluation.loss()).isCloseTo(expected, within(1e-5));
    assertThat(evaluation.numExamples()).isEqualTo(size);
    int[] counts = examples.labelCounts(classes);
    for (int c = 0; c < classes; c++) {
      assertThat(evaluation.total().get(c)).isEqualTo(counts[c]);
    }
  }

  @Test
  void blocksMergedInOrderGiveTheBitsOfTheWhole() {
    Examples examples = Clients.realistic(600, 31, 4, 5);
    Parameters parameters = Clients.start(4, 31, 5);
    Evaluation merged =
        Scoring.evaluate(parameters, examples, 0, 256)
            .plus(Scoring.evaluate(parameters, examples, 256, 512))
            .plus(Scoring.evaluate(parameters, examples, 512, 600));
    assertThat(merged).isEqualTo(Scoring.evaluate(parameters, examples));
  }

  /** An example's logits must not depend on its neighbours in a block. */
  @Test
  void anExampleScoresTheSameAloneAndInABlock() {
    Examples examples = Clients.realistic(37, 50, 3, 6);
    Parameters parameters = Clients.start(3, 50, 6);
    double sum = 0;
    for (int i = 0; i < 37; i++) {
      sum += Scoring.evaluate(parameters, examples, i, i + 1).lossSum();
    }
    assertThat(Scoring.evaluate(parameters, examples, 0, 37).lossSum()).isEqualTo(sum);
  }

  @Test
  void nothingToScoreGivesTheEmptyEvaluation() {
    assertThat(Scoring.evaluate(Clients.start(3, 5, 1), Examples.none(5)))
        .isEqualTo(Evaluation.empty(3));
  }

  @Test
  void examplesThatDoNotFitTheHeadAreRefused() {
    Parameters parameters = Clients.start(3, 5, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scoring.evaluate(parameters, Clients.realistic(4, 6, 3, 1)))
        .withMessageContaining("6 features");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Scoring.evaluate(parameters, new Examples(new float[5], new int[] {3}, 5)))
        .withMessageContaining("label 3");
  }
}
