package dev.headwater.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.models.Models;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.Extractors.Inference;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.extractors.HeadFile;
import dev.headwater.vision.extractors.Pixels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullModelTest {
  private static final List<String> LABELS = List.of("daisy", "rose, \"wild\"", "Tulpe ü");

  private final Path folder;
  private final Backbone backbone = Backbone.embedded();
  private final TrainedHead head = head();

  FullModelTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void modelComesBackWithItsHeadLabelsAndPreprocessing() throws IOException {
    Path file = folder.resolve("model.safetensors");

    new FullModel(backbone.withImageSize(97), head).write(file);

    FullModel read = FullModel.read(file);
    assertThat(read.head()).isEqualTo(head);
    assertThat(read.backbone().digest()).isEqualTo(backbone.withImageSize(97).digest());
  }

  @Test
  void headFileComesBackAndKnowsItsBackbone() throws IOException {
    Path file = folder.resolve("head.safetensors");
    try (FeatureExtractor extractor = Extractors.open(backbone, Inference.ONNX);
        FeatureExtractor larger = Extractors.open(backbone.withImageSize(97), Inference.ONNX)) {
      HeadFile.of(head, extractor).write(file);

      HeadFile read = HeadFile.read(file);
      read.requireFeaturesOf(extractor, "head");
      assertThat(read.head()).isEqualTo(head);
      assertThat(read.preprocessing()).isEqualTo(backbone.preprocessing());
      assertThat(read.backboneDigest()).isEqualTo(backbone.digest());
      assertThatThrownBy(() -> read.requireFeaturesOf(larger, file.toString()))
          .isInstanceOf(UserDataException.class)
          .hasMessageStartingWith(
              file + ": trained on backbone " + backbone.digest().substring(0, 12))
          .hasMessageContaining("at 64 pixels, given")
          .hasMessageContaining("at 97 (expected: the same --backbone and --image-size");
    }
  }

  @Test
  void headOfAnotherLengthIsRefused() {
    TrainedHead small = TrainedHead.linear(List.of(), new float[4], new float[2]);

    assertThatThrownBy(() -> new FullModel(backbone, small))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("head for 2 features (expected: 1280");
    try (FeatureExtractor pixels = Extractors.open("pixels", OptionalInt.empty(), Inference.ONNX)) {
      assertThatThrownBy(() -> HeadFile.of(small, pixels))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void backboneAloneAndHeadWithoutBackboneAreRefusedInASentence() throws IOException {
    Path alone = Files.write(folder.resolve("backbone.safetensors"), backbone.fileBytes());

    assertThatThrownBy(() -> FullModel.read(alone))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("a backbone without a head");
    assertThatThrownBy(() -> HeadFile.read(alone))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("no tensor classifier.1.weight");
  }

  @Test
  void logitsAreTheMatrixProductPlusBias() {
    TrainedHead small =
        TrainedHead.linear(
            List.of("a", "b"), new float[] {1, 2, 3, -1, 0, 1}, new float[] {10, 20});

    assertThat(small.logits(new float[] {1, 10, 100})).containsExactly(331, 119);
  }

  /** The promise that matters: torchvision takes the file strictly and computes the same. */
  @ParameterizedTest
  @ValueSource(strings = {"linear", "mlp:200", "mlp:20,10"})
  void torchvisionLoadsTheModelStrictlyAndAgrees(String spec) throws Exception {
    TrainedHead head = head(spec);
    Path model = folder.resolve("model.safetensors");
    new FullModel(backbone, head).write(model);
    FloatBuffer pictures;
    float[][] expected = new float[3][];
    try (FeatureExtractor extractor = Extractors.open(backbone, Inference.ONNX)) {
      pictures = Pixels.random(11, 3 * extractor.inputs());
      for (int i = 0; i < 3; i++) {
        FloatBuffer one = pictures.duplicate().position(i * extractor.inputs());
        expected[i] = head.logits(Pixels.features(extractor, one, 1));
      }
    }
    ByteBuffer raw =
        ByteBuffer.allocate(pictures.limit() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(pictures.duplicate());
    Path input = Files.write(folder.resolve("pictures.f32"), raw.array());

    List<String> lines = torchvision(model, input);

    assertThat(lines).hasSize(3);
    for (int i = 0; i < 3; i++) {
      String[] logits = lines.get(i).split(" ", -1);
      assertThat(logits).hasSize(LABELS.size());
      for (int c = 0; c < logits.length; c++) {
        assertThat(Double.parseDouble(logits[c])).isCloseTo(expected[i][c], within(1e-4));
      }
    }
  }

  /** Runs the checker under HEADWATER_PYTHON or python3; skipped where that has no torchvision. */
  private List<String> torchvision(Path model, Path input) throws Exception {
    String python = System.getenv().getOrDefault("HEADWATER_PYTHON", "python3");
    Assumptions.assumeTrue(
        hasTorchvision(python), python + ": no torchvision, test skipped (set HEADWATER_PYTHON)");
    Path output = folder.resolve("logits.txt");
    Path errors = folder.resolve("errors.txt");
    Process check =
        new ProcessBuilder(
                python,
                Shared.root().resolve("vision/src/test/golden/check_torchvision.py").toString(),
                model.toString(),
                input.toString())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(check.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(check.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  private boolean hasTorchvision(String python) throws InterruptedException {
    try {
      return new ProcessBuilder(python, "-c", "import torch, torchvision, numpy")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("probe.log").toFile())
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }

  /** As far from zero as a trained one. */
  private static TrainedHead head(String spec) {
    Model model = Models.of(spec, LABELS.size(), 1280);
    return spec.equals("linear") ? head() : new TrainedHead(model, model.initial(5), LABELS);
  }

  private static TrainedHead head() {
    Random random = new Random(4);
    float[] weight = new float[LABELS.size() * 1280];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (float) random.nextGaussian() / 30;
    }
    return TrainedHead.linear(LABELS, weight, new float[] {.5f, -1, 0});
  }
}
