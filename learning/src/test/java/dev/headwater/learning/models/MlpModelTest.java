package dev.headwater.learning.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.contracts.ModelContract;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlpModelTest extends ModelContract {
  @Override
  protected String spec() {
    return "mlp:7";
  }

  @Override
  protected int expectedSize(int classes, int features) {
    return 7 * (features + 1) + classes * 8;
  }

  @Test
  void tensorsCarryTheNamesThatPyTorchGivesThem() {
    assertThat(Models.of("mlp:5,4", 3, 6).layout().tensors())
        .containsExactly(
            new TensorSpec("classifier.1.weight", List.of(5, 6)),
            new TensorSpec("classifier.1.bias", List.of(5)),
            new TensorSpec("classifier.3.weight", List.of(4, 5)),
            new TensorSpec("classifier.3.bias", List.of(4)),
            new TensorSpec("classifier.5.weight", List.of(3, 4)),
            new TensorSpec("classifier.5.bias", List.of(3)));
  }

  /** 3,000 draws each: the least and the most are nearly the bounds. */
  @Test
  void startIsUniformWithinOneOverTheRootOfTheInputs() {
    Parameters start = Models.of("mlp:100", 10, 36).initial(1);
    assertBounds(start.tensor("classifier.1.weight"), 1.0 / 6);
    assertBounds(start.tensor("classifier.3.weight"), 1.0 / 10);
    assertThat(start).isNotEqualTo(Models.of("mlp:100", 10, 36).initial(2));
  }

  private static void assertBounds(float[] values, double bound) {
    float least = 1;
    float most = -1;
    for (float value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    assertThat((double) most).isBetween(0.97 * bound, bound);
    assertThat((double) least).isBetween(-bound, -0.97 * bound);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mlp:0", "mlp:-3", "mlp:5000", "mlp:1.5", "mlp", "mlp:3,x", "mlp:1,1,1,1,1"})
  void widthsThatNoLayerCanHaveAreRefused(String spec) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Models.of(spec, 3, 6))
        .withMessageStartingWith("head: ")
        .withMessageContaining("expected: ");
  }
}
