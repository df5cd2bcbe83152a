package dev.headwater.coordinator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever takes this module takes no native library with it. */
class ClassPathTest {

  @ParameterizedTest
  @ValueSource(strings = {"ai.djl.ndarray.NDArray", "ai.onnxruntime.OrtEnvironment"})
  void staysFreeOfNativeLibraries(String name) {
    assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
  }
}
