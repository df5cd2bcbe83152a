package dev.headwater.vision.backbone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Head;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackboneTest {
  private final Backbone embedded = Backbone.embedded();
  private final List<Tensor> tensors = new ArrayList<>(embedded.tensors().values());
  private final SortedMap<String, String> metadata = new TreeMap<>(embedded.fileMetadata());

  /** Channel counts of torchvision 0.14, printed from {@code mobilenet_v2(width_mult=w)}. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 8, 8, 32, 1280",
    "0.35, 16, 8, 112, 1280",
    "0.5, 16, 8, 160, 1280",
    "0.75, 24, 16, 240, 1280",
    "1.0, 32, 16, 320, 1280",
    "1.4, 48, 24, 448, 1792",
  })
  void channelsScaleAndRoundAsInTorchvision(
      double width, int stem, int first, int project, int features) {
    SortedMap<String, List<Integer>> shapes = MobileNetV2.ofWidth(width).tensors();

    assertThat(shapes).hasSize(260);
    assertThat(shapes.get("features.0.0.weight")).containsExactly(stem, 3, 3, 3);
    assertThat(shapes.get("features.1.conv.1.weight")).containsExactly(first, stem, 1, 1);
    assertThat(shapes.get("features.17.conv.3.running_var")).containsExactly(project);
    assertThat(shapes.get("features.18.0.weight")).containsExactly(features, project, 1, 1);
  }

  @Test
  void fileBytesLoadAgainWithTheSameDigest() {
    byte[] file = embedded.fileBytes();
    Backbone again = Backbone.load("wire", file);

    assertThat(again.digest()).isEqualTo(embedded.digest());
    assertThat(again.fileBytes()).isEqualTo(file);
    assertThat(again.preprocessing()).isEqualTo(embedded.preprocessing());
    assertThat(again.license()).isEqualTo("Apache-2.0");
    assertThat(again.origin()).contains("Tiny-ImageNet");
    assertThat(again.pretrainedHead()).isEmpty();
  }

  /**
   * Whoever changes the encoding makes every cache and every recorded run worthless: say so here.
   */
  @Test
  void digestOfTheEmbeddedBackboneIsPinned() {
    assertThat(embedded.digest())
        .isEqualTo("2c22b473b9c811eb28469820199f7f7c8359ecc8c3ec11fd536cf321268a159f");
  }

  @Test
  void modelCardLiesBesideTheFileAndStatesItsSizeAndHash() throws Exception {
    byte[] file = resource(Backbone.EMBEDDED);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(file);

    assertThat(new String(resource("MODEL_CARD.md"), StandardCharsets.UTF_8))
        .contains("# " + Backbone.EMBEDDED.replace(".safetensors", ""))
        .contains(String.format(Locale.ROOT, "%,d bytes", file.length))
        .contains(HexFormat.of().formatHex(hash));
  }

  @Test
  void anotherSizeIsAnotherDigestAndComesBackToTheFirst() {
    Backbone larger = embedded.withImageSize(97);

    assertThat(larger.digest()).isNotEqualTo(embedded.digest());
    assertThat(larger.preprocessing().imageSize()).isEqualTo(97);
    assertThat(larger.withImageSize(64).digest()).isEqualTo(embedded.digest());
    assertThat(Backbone.load("wire", larger.fileBytes()).digest()).isEqualTo(larger.digest());
  }

  @Test
  void everyValueAndTheNormalisationCountInTheDigest() {
    replace("features.9.conv.3.bias", 0, 0.125f);
    assertThat(load().digest()).isNotEqualTo(embedded.digest());
    tensors.clear();
    tensors.addAll(embedded.tensors().values());
    assertThat(load().digest()).isEqualTo(embedded.digest());
    metadata.put("mean", "0.485,0.456,0.4061");
    assertThat(load().digest()).isNotEqualTo(embedded.digest());
  }

  @Test
  void headAndBatchCountersAreToleratedAndDoNotCount() {
    tensors.add(new Tensor("features.0.1.num_batches_tracked", List.of(), new float[] {7}));
    tensors.add(new Tensor(Head.WEIGHT, List.of(2, 1280), new float[2560]));
    tensors.add(new Tensor(Head.BIAS, List.of(2), new float[] {1, 2}));
    metadata.put("labels", "[\"cat\",\"dog\"]");

    Backbone backbone = load();

    assertThat(backbone.digest()).isEqualTo(embedded.digest());
    assertThat(backbone.pretrainedHead().orElseThrow().labels()).containsExactly("cat", "dog");
    assertThat(backbone.tensors()).hasSize(260);
  }

  @Test
  void aSingleLogitIsNoHeadAndDoesNotCount() {
    tensors.add(new Tensor(Head.WEIGHT, List.of(1, 1280), new float[1280]));
    tensors.add(new Tensor(Head.BIAS, List.of(1), new float[1]));

    assertThat(load().pretrainedHead()).isEmpty();
    assertThat(load().digest()).isEqualTo(embedded.digest());
  }

  @Test
  void pretrainedHeadIsThereWithoutLabels() {
    TrainedHead head =
        Backbone.load(Shared.file("models/mobilenet_v2_1.0_224.safetensors"))
            .pretrainedHead()
            .orElseThrow();

    assertThat(head.classes()).isEqualTo(1000);
    assertThat(head.features()).isEqualTo(1280);
    assertThat(head.labels()).isEmpty();
  }

  @Test
  void mobileNetV1IsRefusedInASentence() {
    Path file = Shared.file("models/mobilenet_v1_0.25_224.safetensors");

    assertThatThrownBy(() -> Backbone.load(file))
        .isInstanceOf(UserDataException.class)
        .hasMessage(
            file
                + ": metadata arch is MobileNetV1 (expected: mobilenet_v2, the only backbone so far)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "arch | - | metadata has no arch",
        "width | - | metadata has no width",
        "image_size | - | metadata has no image_size",
        "mean | - | metadata has no mean",
        "std | - | metadata has no std",
        "width | half | metadata width is half (expected: a number)",
        "width | NaN | metadata width is NaN (expected: 0.1 to 4)",
        "width | 1.0 | tensors of another shape: features.0.0.weight is [16, 3, 3, 3], not [32, 3, 3, 3]",
        "image_size | 64.5 | metadata image_size is 64.5",
        "image_size | 5 | metadata image size: 5 (expected: 8 to 1024 pixels)",
        "mean | 0.5,0.5 | metadata preprocessing: 2 means",
        "mean | 0.5,0.5,x | metadata mean is x",
        "mean | NaN,0,0 | metadata preprocessing: channel 0",
        "std | 0.5,0,0.5 | metadata preprocessing: channel 1",
        "interpolation | bicubic | metadata interpolation is bicubic (expected: bilinear)",
        "bn_eps | 1e-3 | metadata bn_eps is 1e-3 (expected: 1e-5",
      })
  void missingOrContradictoryMetadataIsNamed(String key, String value, String message) {
    if (value == null) {
      metadata.remove(key);
    } else {
      metadata.put(key, value);
    }

    assertRefused(message);
  }

  @Test
  void missingUnknownAndMisshapenTensorsAreNamedInOneSentence() {
    tensors.removeIf(t -> t.name().startsWith("features.17."));
    tensors.removeIf(t -> t.name().equals("features.0.0.weight"));
    tensors.add(new Tensor("features.0.0.weight", List.of(1), new float[1]));
    tensors.add(new Tensor("extra", List.of(1), new float[1]));

    assertRefused(
        "x: 15 tensors missing: features.17.conv.0.0.weight, features.17.conv.0.1.bias, "
            + "features.17.conv.0.1.running_mean, ...; 1 tensors unknown: extra; "
            + "1 tensors of another shape: features.0.0.weight is [1], not [16, 3, 3, 3] "
            + "(expected: the 260 tensors of torchvision's mobilenet_v2 at width 0.5)");
  }

  @Test
  void valuesThatNoTrainingGivesAreRefused() {
    replace("features.3.conv.3.weight", 5, Float.NaN);
    assertRefused("x: tensor features.3.conv.3.weight has NaN at position 5");
    tensors.clear();
    tensors.addAll(embedded.tensors().values());
    replace("features.3.conv.3.running_var", 5, -0.5f);
    assertRefused("x: tensor features.3.conv.3.running_var has -0.5 at position 5");
  }

  @ParameterizedTest
  @CsvSource({"3,1280,2", "2,1281,2", "2,1280,3"})
  void headThatDoesNotFitIsRefused(int classes, int features, int labels) {
    tensors.add(new Tensor(Head.WEIGHT, List.of(classes, features), new float[classes * features]));
    tensors.add(new Tensor(Head.BIAS, List.of(2), new float[2]));
    metadata.put("labels", Metadata.json(List.of("a", "b", "c").subList(0, labels)));

    assertRefused("(expected: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"cat, dog", "7", "null", "[null, \"a\"]"})
  void labelsThatAreNoListOfTextsAreRefused(String labels) {
    tensors.add(new Tensor(Head.WEIGHT, List.of(2, 1280), new float[2560]));
    tensors.add(new Tensor(Head.BIAS, List.of(2), new float[2]));
    metadata.put("labels", labels);

    assertRefused("x: metadata labels");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = requireNonNull(Backbone.class.getResourceAsStream(name))) {
      return in.readAllBytes();
    }
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::load)
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("x: ")
        .hasMessageContaining(message);
  }

  private Backbone load() {
    return Backbone.load("x", SafetensorsWriter.encode(tensors, Map.copyOf(metadata)));
  }

  private void replace(String name, int position, float value) {
    Tensor old = embedded.tensors().get(name);
    if (old == null) {
      throw new AssertionError(name);
    }
    float[] values = old.values().clone();
    values[position] = value;
    tensors.removeIf(tensor -> tensor.name().equals(name));
    tensors.add(new Tensor(name, old.shape(), values));
  }
}
