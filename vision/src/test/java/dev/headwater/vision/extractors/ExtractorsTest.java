package dev.headwater.vision.extractors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.jni.JniUtils;
import dev.headwater.files.UserDataException;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.extractors.Extractors.Inference;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractorsTest {

  @Nested
  class Onnx extends FeatureExtractorContract {
    @Override
    FeatureExtractor open() {
      return Extractors.open("embedded", OptionalInt.empty(), Inference.ONNX);
    }

    @Override
    float batchTolerance() {
      return 0;
    }
  }

  /** An odd size, whose inner grids do not halve evenly. */
  @Nested
  class OnnxAt97 extends FeatureExtractorContract {
    @Override
    FeatureExtractor open() {
      return Extractors.open("embedded", OptionalInt.of(97), Inference.ONNX);
    }

    @Override
    float batchTolerance() {
      return 0;
    }
  }

  @Nested
  class Torch extends FeatureExtractorContract {
    @Override
    FeatureExtractor open() {
      return Extractors.open("embedded", OptionalInt.empty(), Inference.PYTORCH);
    }

    @Override
    float batchTolerance() {
      return 1e-5f;
    }
  }

  @Nested
  class Pixel extends FeatureExtractorContract {
    @Override
    FeatureExtractor open() {
      return Extractors.open("pixels", OptionalInt.of(12), Inference.ONNX);
    }

    @Override
    float batchTolerance() {
      return 0;
    }
  }

  /** ONNX Runtime's recursion used to overflow the stack then, which kills the JVM. */
  @Test
  void aProcessWithALongCommandLineCanOpenABackbone() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dlong=" + "x".repeat(20_000),
                OpensABackbone.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("1280 features");
  }

  /** Another process's main. */
  static final class OpensABackbone {
    public static void main(String[] args) {
      try (FeatureExtractor onnx =
          Extractors.open("embedded", OptionalInt.empty(), Inference.ONNX)) {
        System.out.println(onnx.features() + " features");
      }
    }
  }

  @Test
  void onnxRuntimeAndPyTorchAgreeOnRandomPictures() {
    Backbone backbone = Backbone.embedded();
    try (FeatureExtractor onnx = Extractors.open(backbone, Inference.ONNX);
        FeatureExtractor torch = Extractors.open(backbone, Inference.PYTORCH)) {
      FloatBuffer pictures = Pixels.random(9, 5 * onnx.inputs());

      assertThat(Pixels.features(onnx, pictures, 5))
          .containsExactly(Pixels.features(torch, pictures, 5), within(1e-4f));
      assertThat(onnx.digest()).isEqualTo(torch.digest());
      assertThat(onnx.runtime()).isNotEqualTo(torch.runtime());
    }
  }

  /** A thread that trains between two extractions must not find its gradients switched off. */
  @Test
  void torchLeavesTheThreadsGradientSwitchAsItWas() {
    try (FeatureExtractor torch = Extractors.open(Backbone.embedded(), Inference.PYTORCH)) {
      boolean before = JniUtils.isGradMode();
      for (boolean mode : new boolean[] {true, false}) {
        JniUtils.setGradMode(mode);
        Pixels.features(torch, Pixels.random(1, torch.inputs()), 1);
        assertThat(JniUtils.isGradMode()).isEqualTo(mode);
      }
      JniUtils.setGradMode(before);
    }
  }

  @Test
  void embeddedIsTheShippedBackboneAndAFileIsItself(@TempDir Path folder) throws Exception {
    Backbone embedded = Extractors.load("embedded", OptionalInt.empty()).orElseThrow();
    Path file = Files.write(folder.resolve("b.safetensors"), embedded.fileBytes());

    assertThat(embedded.width()).isEqualTo(0.5);
    assertThat(embedded.preprocessing().imageSize()).isEqualTo(64);
    assertThat(Extractors.load(file.toString(), OptionalInt.empty()).map(Backbone::digest))
        .contains(embedded.digest());
    assertThat(Extractors.load(file.toString(), OptionalInt.of(97)).map(Backbone::digest))
        .isNotEqualTo(Optional.of(embedded.digest()));
  }

  @Test
  void pixelsHaveASizeAndTheirOwnDigest() {
    try (FeatureExtractor small = Extractors.open("pixels", OptionalInt.empty(), Inference.ONNX);
        FeatureExtractor large = Extractors.open("pixels", OptionalInt.of(48), Inference.ONNX)) {
      assertThat(small.features()).isEqualTo(3 * 32 * 32);
      assertThat(large.features()).isEqualTo(3 * 48 * 48);
      assertThat(small.digest()).isNotEqualTo(large.digest());
    }
  }

  @Test
  void whatIsNeitherAWordNorAFileIsNamed() {
    assertThatThrownBy(() -> Extractors.load("embeded", OptionalInt.empty()))
        .isInstanceOf(UserDataException.class)
        .hasMessage(
            "backbone: there is no embeded (expected: embedded, pixels or a safetensors file)");
    assertThatThrownBy(() -> Extractors.load("embedded", OptionalInt.of(4)))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("8 to 1024");
  }
}
