package dev.headwater.simulations.cohorts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.evaluation.Confusion;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TestSetScorerTest {
  @Test
  void theMatrixAndTheScoreCountTheSame() throws Exception {
    Random random = new Random(3);
    int n = 600; // three blocks, the last one not full
    float[] features = new float[n * 8];
    int[] labels = new int[n];
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextFloat();
    }
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(3);
    }
    Model model = Models.of("linear", 3, 8);
    float[] values = new float[model.layout().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Parameters parameters = Parameters.owning(model.layout(), values);
    try (Workers workers = new Workers("test", 2)) {
      var scorer = new TestSetScorer(model, new Examples(features, labels, 8), workers);
      Evaluation score = scorer.score(parameters);
      Confusion confusion = scorer.confusion(parameters, List.of("a", "b", "c"));
      assertThat(confusion.pictures()).isEqualTo(n);
      for (int c = 0; c < 3; c++) {
        assertThat(confusion.pictures(c)).isEqualTo(score.total().get(c));
        assertThat(confusion.of(c).correct()).isEqualTo(score.correct().get(c));
      }
      assertThat(confusion.loss())
          .isCloseTo(score.loss(), org.assertj.core.api.Assertions.offset(1e-5));
    }
  }
}
