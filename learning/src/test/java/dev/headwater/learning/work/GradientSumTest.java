package dev.headwater.learning.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.protection.Protection;
import dev.headwater.learning.sums.ExactSum;
import dev.headwater.learning.sums.FixedPoint;
import dev.headwater.learning.sums.SumSchema;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.tasks.Contribution;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientSumTest {
  private static final Model MODEL = new LinearModel(2, 2);
  private static final GradientSum WORK = new GradientSum();
  private static final Examples EXAMPLES =
      new Examples(new float[] {1, 2, 3, -4, 0.5f, 1}, new int[] {0, 1, 1}, 2);
  private static final FixedPoint GRID = new FixedPoint(36, Moments.MAX_FEATURE, 1000);

  private static float[] gradient(Examples examples) {
    LocalResult result = WORK.perform(Inputs.of(MODEL, examples));
    return ((Values.Reals) result.vectors().get(0)).values();
  }

  @Test
  void isTheMeanGradientWhichAtZeroIsThatOfEvenChances() {
    // dL/dz_c = 1/2 - [c = label]: -1/2 for the label's class, 1/2 for the other.
    float[] gradient = gradient(EXAMPLES);
    float[] ofClass1 = {(1 - 3 - 0.5f) / 6, (2 + 4 - 1) / 6f};
    float[] expected = {-ofClass1[0], -ofClass1[1], ofClass1[0], ofClass1[1], 1 / 6f, -1 / 6f};
    assertThat(gradient).containsExactly(expected, within(1e-6f));
    assertThat(WORK.perform(Inputs.of(MODEL, EXAMPLES)).meanLoss())
        .isCloseTo(Math.log(2), within(1e-6));
  }

  private static Contribution contribution(Examples examples) {
    var schema = SumSchema.single(GradientSum.GRADIENT, MODEL.layout(), GRID);
    Protection counted = new Protection(new Weighting.Examples(), null, null, true);
    Parameters zeros = Parameters.zeros(MODEL.layout());
    var task = new TrainTask(1, 1, MODEL, zeros, NamedVectors.NONE, WORK, counted, schema);
    return ClientRound.perform("ann", examples, Examples.none(2), task, NamedVectors.NONE)
        .contribution();
  }

  @Test
  void sumOverTheTotalWeightIsTheGradientOfTheMeanLossOverAllClients() {
    var sum = new ExactSum(GRID, MODEL.layout().size());
    for (Examples part : List.of(Inputs.part(EXAMPLES, 0, 1), Inputs.part(EXAMPLES, 1, 3))) {
      Contribution contribution = contribution(part);
      assertThat(contribution.weight()).isEqualTo(part.size());
      assertThat(sum.add(contribution.vector(), contribution.weight())).isNull();
    }
    double[] mean = sum.finish().mean();
    float[] whole = gradient(EXAMPLES);
    for (int j = 0; j < whole.length; j++) {
      assertThat(mean[j]).isCloseTo(whole[j], within(1e-6));
    }
  }

  @Test
  void isRealNumbersOnOneGridWhateverTheNumberOfExamples() {
    assertThat(WORK.outputs(MODEL, 123))
        .singleElement()
        .satisfies(
            output -> {
              assertThat(output.fractionBits()).isEqualTo(36);
              assertThat(output.integers()).isFalse();
              assertThat(output.maxPerWeight()).isEqualTo(8);
              assertThat(output.layout()).isEqualTo(MODEL.layout());
            });
    assertThat(WORK.statistics()).isTrue();
    assertThat(WORK.weighting(new Weighting.Uniform(), 5, false))
        .isEqualTo(new Weighting.Examples());
    assertThat(WORK.weighting(new Weighting.Uniform(), 5, true))
        .isEqualTo(new Weighting.Capped(Moments.MAX_EXAMPLES / 5));
  }
}
