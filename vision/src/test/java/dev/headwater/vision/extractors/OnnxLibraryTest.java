package dev.headwater.vision.extractors;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import org.junit.jupiter.api.Test;

class OnnxLibraryTest {
  /** Cached features are found by the version: it must be the one that computes them. */
  @Test
  void versionThatTheJarTellsIsTheLibrarysOwn() {
    String jar = OrtEnvironment.class.getPackage().getImplementationVersion();

    assertThat(OnnxLibrary.environment().getVersion()).isEqualTo(jar);
    assertThat(OnnxLibrary.version()).isEqualTo(jar);
  }
}
