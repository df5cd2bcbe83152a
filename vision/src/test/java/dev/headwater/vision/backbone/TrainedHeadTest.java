package dev.headwater.vision.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import dev.headwater.files.Safetensors;
import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.Extractors.Inference;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.extractors.HeadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainedHeadTest {
  private static final List<String> LABELS = List.of("daisy", "rose", "tulip");

  private static TrainedHead head(String spec, int features) {
    Model model = Models.of(spec, LABELS.size(), features);
    float[] values = model.initial(7).toArray();
    Random random = new Random(3);
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) random.nextGaussian() / 100;
    }
    return new TrainedHead(model, Parameters.owning(model.layout(), values), LABELS);
  }

  private static Safetensors file(List<Tensor> tensors, Map<String, String> metadata) {
    return Safetensors.of("x", ByteBuffer.wrap(SafetensorsWriter.encode(tensors, metadata)));
  }

  /** What {@code state_dict()} of the module in the documentation has, key by key. */
  @Test
  void tensorsAreThoseOfTorchsStateDictOfASequentialClassifier() {
    assertThat(head("mlp:200,100", 1280).tensors().stream().map(t -> t.name() + " " + t.shape()))
        .containsExactly(
            "classifier.1.weight [200, 1280]",
            "classifier.1.bias [200]",
            "classifier.3.weight [100, 200]",
            "classifier.3.bias [100]",
            "classifier.5.weight [3, 100]",
            "classifier.5.bias [3]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "mlp:200", "mlp:20,10"})
  void logitsAreThoseOfPyTorchsLayers(String spec) {
    TrainedHead head = head(spec, 64);
    Random random = new Random(1);
    Map<String, Tensor> tensors = new HashMap<>();
    head.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    // It starts PyTorch with the settings that the process keeps.
    try (FeatureExtractor torch = Extractors.open(Backbone.embedded(), Inference.PYTORCH);
        NDManager manager = NDManager.newBaseManager("PyTorch")) {
      assertThat(torch.runtime()).startsWith("pytorch");
      for (int i = 0; i < 20; i++) {
        float[] x = new float[64];
        for (int j = 0; j < x.length; j++) {
          x[j] = (float) random.nextGaussian();
        }
        NDArray out = manager.create(x, new Shape(1, 64));
        for (int layer = 1; tensors.containsKey("classifier." + layer + ".weight"); layer += 2) {
          out = layer == 1 ? out : Activation.relu(out);
          out =
              Linear.linear(
                      out,
                      array(
                          manager,
                          Objects.requireNonNull(tensors.get("classifier." + layer + ".weight"))),
                      array(
                          manager,
                          Objects.requireNonNull(tensors.get("classifier." + layer + ".bias"))))
                  .singletonOrThrow();
        }
        assertThat(head.logits(x)).containsExactly(out.toFloatArray(), within(2e-5f));
      }
    }
  }

  private static NDArray array(NDManager manager, Tensor tensor) {
    long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    return manager.create(tensor.values(), new Shape(shape));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "mlp:8", "mlp:8,5"})
  void aModelFileBringsBackTheHeadAndSaysWhatItIs(String spec, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("model.safetensors");
    TrainedHead head = head(spec, 1280);
    new FullModel(Backbone.embedded(), head).write(file);

    assertThat(FullModel.read(file).head()).isEqualTo(head);
    assertThat(FullModel.read(file).backbone().digest()).isEqualTo(Backbone.embedded().digest());
    assertThat(Safetensors.open(file).metadata())
        .containsEntry("head", spec)
        .containsEntry("labels", "[\"daisy\",\"rose\",\"tulip\"]");
  }

  @Test
  void aHeadFileOnPixelsBringsBackItsHiddenLayers(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("head.safetensors");
    try (FeatureExtractor pixels = Extractors.open("pixels", OptionalInt.of(8), Inference.ONNX)) {
      TrainedHead head = head("mlp:8", pixels.features());
      HeadFile.of(head, pixels).write(file);

      assertThat(HeadFile.read(file).head()).isEqualTo(head);
      assertThat(Safetensors.open(file).metadata()).containsEntry("head", "mlp:8");
    }
  }

  @Test
  void shapesAloneTellWhatAHeadIs() {
    TrainedHead head = head("mlp:8,5", 16);

    assertThat(TrainedHead.from(file(head.tensors(), Map.of())))
        .isEqualTo(head.withLabels(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classifier.1.bias | | x: no tensor classifier.1.bias",
        "classifier.3.weight | | x: no tensor classifier.3.weight",
        "classifier.1.bias | 7 | classifier.1.weight is [8, 16] and classifier.1.bias is [7] (expected: [outputs, features] and [outputs])",
        "classifier.3.weight | 3,7 | classifier.3.weight is [3, 7] and classifier.3.bias is [3] (expected: [outputs, 8] and [outputs])",
        "classifier.3.weight | 24 | classifier.3.weight is [24]",
        "classifier.4.weight | 3,3 | tensor classifier.4.weight follows no layer (expected: classifier.1,",
        "classifier.7.bias | 3 | tensor classifier.7.bias follows no layer",
      })
  void tensorsThatMakeNoHeadAreNamed(String name, String shape, String message) {
    List<Tensor> tensors = new ArrayList<>(head("mlp:8", 16).tensors());
    tensors.removeIf(tensor -> tensor.name().equals(name));
    if (shape != null) {
      List<Integer> dims = List.of(shape.split(",")).stream().map(Integer::valueOf).toList();
      tensors.add(new Tensor(name, dims, new float[dims.stream().reduce(1, Math::multiplyExact)]));
    }

    assertRefused(tensors, Map.of(), message);
  }

  @Test
  void metadataThatContradictsTheTensorsIsRefused() {
    List<Tensor> tensors = head("mlp:8", 16).tensors();

    assertRefused(
        tensors,
        Map.of("head", "linear"),
        "x: metadata head is linear (expected: mlp:8, as its tensors are)");
    assertRefused(
        tensors, Map.of("head", "com.acme.Own:3"), "x: its head is com.acme.Own:3, a class of");
    assertRefused(
        tensors,
        Map.of("labels", "[\"a\"]"),
        "x: metadata labels names 1 classes (expected: 3, as many as classifier.3.bias has)");
  }

  @Test
  void aHeadWiderThanAnyThatIsTrainedHereIsRefused() {
    List<Tensor> tensors =
        List.of(
            new Tensor("classifier.1.weight", List.of(5000, 1), new float[5000]),
            new Tensor("classifier.1.bias", List.of(5000), new float[5000]),
            new Tensor("classifier.3.weight", List.of(2, 5000), new float[10000]),
            new Tensor("classifier.3.bias", List.of(2), new float[2]));

    assertRefused(tensors, Map.of(), "x: head: mlp with hidden widths [5000] (expected: ");
  }

  private static void assertRefused(
      List<Tensor> tensors, Map<String, String> metadata, String message) {
    Safetensors file = file(tensors, new TreeMap<>(metadata));
    assertThatThrownBy(() -> TrainedHead.from(file))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining(message);
  }

  @Test
  void featuresOfAnotherLengthAndTooFewLabelsAreRefused() {
    TrainedHead head = head("mlp:8", 16);

    assertThatThrownBy(() -> head.logits(new float[15]))
        .hasMessage("logits: of 15 features (expected: 16)");
    assertThatThrownBy(() -> head.withLabels(List.of("one")))
        .hasMessage("head: 1 labels (expected: 3, one a class)");
  }
}
