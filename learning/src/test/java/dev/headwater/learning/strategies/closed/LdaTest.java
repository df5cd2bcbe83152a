package dev.headwater.learning.strategies.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.cohorts.ClientExamples;
import dev.headwater.learning.cohorts.LocalCohort;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.rounds.Federation;
import dev.headwater.learning.rounds.ImpossibleRoundException;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.learning.training.Examples;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LdaTest {
  private static Parameters run(double gamma, int classes, List<Examples> parts)
      throws InterruptedException {
    SortedMap<String, ClientExamples> clients = new TreeMap<>();
    for (int k = 0; k < parts.size(); k++) {
      clients.put("client-" + k, new ClientExamples(parts.get(k)));
    }
    RunSettings settings =
        RunSettings.of(new LinearModel(classes, 1), parts.size()).strategy(new Lda(gamma)).build();
    return new Federation(settings, new LocalCohort(clients)).run().parameters();
  }

  private static Examples examples(int label, float... x) {
    int[] labels = new int[x.length];
    java.util.Arrays.fill(labels, label);
    return new Examples(x, labels, 1);
  }

  /**
   * Class 0 at 0 and 2, class 1 at 3, 4 and 5, without shrinkage: means 1 and 4, within-class sum
   * of squares 2 + 2, so S = 4/5. Then w = (5/4, 5), b_0 = -5/8 + log(2/5), b_1 = -10 + log(3/5).
   */
  @Test
  void solvesByHand() throws InterruptedException {
    float[] head = run(0, 2, List.of(examples(0, 0, 2), examples(1, 3, 4, 5))).toArray();
    double[] expected = {1.25, 5, -0.625 + Math.log(0.4), -10 + Math.log(0.6)};
    for (int j = 0; j < 4; j++) {
      assertThat(head[j]).isCloseTo((float) expected[j], within(1e-5f));
    }
  }

  /** With gamma 1 the variance 4/5 doubles, so weights halve. */
  @Test
  void shrinkageIsRelativeToTheMeanVariance() throws InterruptedException {
    float[] head = run(1, 2, List.of(examples(0, 0, 2), examples(1, 3, 4, 5))).toArray();
    assertThat(head[0]).isCloseTo(0.625f, within(1e-5f));
    assertThat(head[1]).isCloseTo(2.5f, within(1e-5f));
  }

  @Test
  void sameBitsForEverySplit() throws InterruptedException {
    Parameters together =
        run(
            0.1,
            2,
            List.of(new Examples(new float[] {0, 2, 3, 4, 5}, new int[] {0, 0, 1, 1, 1}, 1)));
    assertThat(run(0.1, 2, List.of(examples(1, 5, 3), examples(0, 2, 0), examples(1, 4))))
        .isEqualTo(together);
  }

  @Test
  void classWithoutExamplesIsNeverTheAnswer() throws InterruptedException {
    Parameters head = run(0.1, 3, List.of(examples(0, 0, 2), examples(1, 3, 4, 5)));
    for (float x = -8; x <= 8; x += 0.5f) {
      float[] logits = new LinearModel(3, 1).logits(head, new float[] {x}, 0);
      assertThat(logits[2]).isLessThan(Math.min(logits[0], logits[1]));
    }
  }

  @Test
  void singularCovarianceIsASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(0, 2, List.of(examples(0, 1), examples(1, 3))))
        .isInstanceOf(ImpossibleRoundException.class)
        .withMessageContaining("lda:0")
        .withMessageContaining("expected: a larger gamma");
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    for (double gamma : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Lda(gamma))
          .withMessageContaining("expected: finite and at least 0");
    }
  }
}
