package dev.headwater.vision.features;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.Shared;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.Extractors.Inference;
import dev.headwater.vision.extractors.FeatureExtractor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two backbones of one architecture and one preprocessing share a cache, and no features. */
class BackboneCacheTest {
  private static final int PICTURES = 3;

  private final Path root;
  private final Backbone embedded = Backbone.embedded();

  BackboneCacheTest(@TempDir Path root) {
    this.root = root;
  }

  @Test
  void featuresOfOneBackboneAreNeverServedForAnother() throws Exception {
    assertNothingIsShared(withLastBias(1));
  }

  /** The file that shipped before this one: same name, net, size and normalisation. */
  @Test
  void featuresOfTheBackboneThatShippedBeforeAreNotServed() throws Exception {
    assertNothingIsShared(
        Backbone.load(Shared.file("models/headwater_mobilenet_v2_0.50_64.safetensors")));
  }

  /** The least that can differ: the last bit of one weight. */
  @Test
  void aWeightsLastBitIsAnotherFolderOfTheCache() throws Exception {
    Tensor last = requireNonNull(embedded.tensors().get("features.18.1.bias"));
    Backbone nearly = withLastBias(Math.ulp(last.values()[0]));

    assertThat(extract(embedded).hits()).isZero();
    assertThat(extract(nearly).hits()).isZero();
  }

  private void assertNothingIsShared(Backbone other) throws Exception {
    assertThat(other.preprocessing()).isEqualTo(embedded.preprocessing());
    assertThat(other.tensors().keySet()).isEqualTo(embedded.tensors().keySet());

    Extracted before = extract(other);
    Extracted after = extract(embedded);
    assertThat(before.hits()).isZero();
    assertThat(after.hits()).isZero();
    assertThat(after.rows()).isNotEqualTo(before.rows());

    assertThat(extract(other)).isEqualTo(new Extracted(PICTURES, before.rows()));
    assertThat(extract(embedded)).isEqualTo(new Extracted(PICTURES, after.rows()));
  }

  /** The embedded weights, and {@code more} in the last layer's first bias. */
  private Backbone withLastBias(float more) {
    List<Tensor> tensors = new ArrayList<>(embedded.tensors().values());
    tensors.replaceAll(
        tensor -> {
          if (!tensor.name().equals("features.18.1.bias")) {
            return tensor;
          }
          float[] values = tensor.values().clone();
          values[0] += more;
          return new Tensor(tensor.name(), tensor.shape(), values);
        });
    Map<String, String> metadata =
        Map.of(
            "arch", "mobilenet_v2",
            "width", "0.5",
            "image_size", "64",
            "mean", "0.485,0.456,0.406",
            "std", "0.229,0.224,0.225");
    return Backbone.load("other", SafetensorsWriter.encode(tensors, metadata));
  }

  /** Features of the pictures in their order, and how many came from the cache. */
  private record Extracted(int hits, List<List<Float>> rows) {}

  private Extracted extract(Backbone backbone) throws InterruptedException {
    int[] hits = new int[1];
    try (FeatureExtractor extractor = Extractors.open(backbone, Inference.ONNX)) {
      FeatureTable table =
          new FeatureExtraction(
                  extractor,
                  FeatureCache.open(root, extractor),
                  () -> FakePictures.PREPROCESS,
                  1,
                  System::nanoTime)
              .extract(
                  FakePictures.numbered(0, PICTURES),
                  FakePictures.LABELS,
                  (done, total, cached) -> hits[0] = cached,
                  OnUnreadable.STOP);
      List<List<Float>> rows = new ArrayList<>();
      for (int i = 0; i < PICTURES; i++) {
        List<Float> row = new ArrayList<>();
        for (float value : FeatureExtractionTest.row(table, i)) {
          row.add(value);
        }
        rows.add(row);
      }
      return new Extracted(hits[0], rows);
    }
  }
}
