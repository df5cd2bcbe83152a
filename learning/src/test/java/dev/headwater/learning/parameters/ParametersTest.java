package dev.headwater.learning.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headwater.learning.Golden;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private final Golden golden = new Golden("parameters.txt");

  private static Layout flat(int size) {
    return new Layout(List.of(new TensorSpec("t", List.of(size))));
  }

  @Test
  void digestIsThatOfTheIndependentReference() {
    float[] small = {0f, -0f, 1.5f, -2.25f, 3.4e38f, Float.MIN_VALUE};
    float[] ramp = new float[40_001];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = i / 8f - 100;
    }
    assertThat(Parameters.zeros(new Head(10, 1280).layout()).digest())
        .isEqualTo(golden.word("digest.zeros12810"));
    assertThat(Parameters.copyOf(flat(6), small).digest()).isEqualTo(golden.word("digest.small"));
    assertThat(Parameters.owning(flat(40_001), ramp).digest())
        .isEqualTo(golden.word("digest.ramp40001"));
  }

  @Test
  void copiesShareNothingWithTheCaller() {
    float[] values = {1, 2};
    Parameters parameters = Parameters.copyOf(flat(2), values);
    values[0] = 9;
    parameters.toArray()[1] = 9;
    parameters.tensor("t")[1] = 9;
    assertThat(parameters.toArray()).containsExactly(1, 2);
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> parameters.view().put(0, 9));
  }

  @Test
  void viewAndGetShowTheFlatVector() {
    Parameters parameters = Parameters.copyOf(flat(3), new float[] {1, 2, 3});
    assertThat(parameters.size()).isEqualTo(3);
    assertThat(parameters.get(2)).isEqualTo(3f);
    assertThat(parameters.view().get(1)).isEqualTo(2f);
  }

  @Test
  void tensorsAreCutOutByName() {
    Head head = new Head(2, 3);
    Parameters parameters = Parameters.copyOf(head.layout(), new float[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertThat(parameters.tensor(Head.WEIGHT)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(parameters.tensor(Head.BIAS)).containsExactly(7, 8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parameters.tensor("classifier.0.weight"))
        .withMessageContaining("no tensor classifier.0.weight");
  }

  @Test
  void wrongLengthIsRefusedWithBothNumbers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Parameters.copyOf(flat(3), new float[2]))
        .withMessageContaining("2 values (expected: 3");
  }

  @Test
  void equalityIsBitwise() {
    Parameters zero = Parameters.copyOf(flat(1), new float[] {0f});
    assertThat(zero)
        .isEqualTo(Parameters.zeros(flat(1)))
        .hasSameHashCodeAs(Parameters.zeros(flat(1)));
    assertThat(zero).isNotEqualTo(Parameters.copyOf(flat(1), new float[] {-0f}));
    assertThat(zero)
        .isNotEqualTo(Parameters.zeros(new Layout(List.of(new TensorSpec("u", List.of(1))))));
    assertThat(zero)
        .hasToString("Parameters[1 values, digest " + zero.digest().substring(0, 12) + "]");
  }
}
