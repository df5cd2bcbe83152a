package dev.headwater.vision.extractors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.Shared;
import dev.headwater.vision.backbone.TrainedHead;
import dev.headwater.vision.extractors.Extractors.Inference;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real weights on real photographs against PyTorch's torchvision (1.13). The expected numbers come
 * with the photographs; {@code check_torchvision.py} in {@code src/test/golden} computes such
 * numbers again.
 */
class GoldenPhotosTest {
  private static final double TOLERANCE = 1e-3;

  @ParameterizedTest
  @CsvSource({
    "headwater_mobilenet_v2_0.50_64_b,64,ONNX",
    "headwater_mobilenet_v2_0.50_64_b,64,PYTORCH",
    "mobilenet_v2_0.35_128_backbone,97,ONNX",
    "mobilenet_v2_0.35_128_backbone,97,PYTORCH",
    "mobilenet_v2_0.35_128_backbone,225,ONNX",
    "mobilenet_v2_0.35_224_backbone,97,ONNX",
    "mobilenet_v2_0.35_224_backbone,225,ONNX",
    "mobilenet_v2_0.35_224_backbone,225,PYTORCH",
  })
  void pooledFeaturesAgreeWithTorchvision(String model, int size, Inference runtime)
      throws IOException {
    Backbone backbone = backbone(model, size);
    try (FeatureExtractor extractor = Extractors.open(backbone, runtime)) {
      for (Map.Entry<String, JsonNode> photo : photos(size)) {
        float[] features =
            Pixels.features(
                extractor,
                Pixels.picture(Shared.file("photos/" + photo.getKey()), backbone.preprocessing()),
                1);
        JsonNode expected = photo.getValue().path(model);
        for (int i = 0; i < 8; i++) {
          assertThat((double) features[i])
              .as("%s feature %d", photo.getKey(), i)
              .isCloseTo(expected.path("pooled_first8").get(i).asDouble(), within(TOLERANCE));
        }
        double sum = IntStream.range(0, features.length).mapToDouble(i -> features[i]).sum();
        double expectedSum = expected.path("pooled_sum").asDouble();
        assertThat(sum / expectedSum).as("%s sum", photo.getKey()).isCloseTo(1, within(TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"97,ONNX", "225,ONNX", "225,PYTORCH"})
  void pretrainedHeadAgreesWithTorchvision(int size, Inference runtime) throws IOException {
    String model = "mobilenet_v2_1.0_224";
    Backbone backbone = backbone(model, size);
    TrainedHead head = backbone.pretrainedHead().orElseThrow();
    try (FeatureExtractor extractor = Extractors.open(backbone, runtime)) {
      for (Map.Entry<String, JsonNode> photo : photos(size)) {
        float[] logits =
            head.logits(
                Pixels.features(
                    extractor,
                    Pixels.picture(
                        Shared.file("photos/" + photo.getKey()), backbone.preprocessing()),
                    1));
        JsonNode expected = photo.getValue().path(model);
        for (int i = 0; i < 8; i++) {
          assertThat((double) logits[i])
              .as("%s logit %d", photo.getKey(), i)
              .isCloseTo(expected.path("logits_first8").get(i).asDouble(), within(TOLERANCE));
        }
        double sum = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).sum();
        assertThat(sum)
            .as("%s sum of 1000 logits", photo.getKey())
            .isCloseTo(expected.path("logit_sum").asDouble(), within(10 * TOLERANCE));
        assertTop5(photo.getKey(), logits, expected.path("top5"));
      }
    }
  }

  private static void assertTop5(String photo, float[] logits, JsonNode expected) {
    double total = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i])).sum();
    List<Integer> best =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> logits[i]).reversed())
            .limit(5)
            .toList();
    for (int i = 0; i < 5; i++) {
      double probability = expected.get(i).get(1).asDouble();
      assertThat(Math.exp(logits[best.get(i)]) / total)
          .as("%s place %d", photo, i)
          .isCloseTo(probability, within(TOLERANCE));
      // Printed to four digits: below 0.001 the order is not defined by the golden file.
      if (probability > TOLERANCE) {
        assertThat(best.get(i))
            .as("%s place %d", photo, i)
            .isEqualTo(expected.get(i).get(0).asInt());
      }
    }
  }

  private static Backbone backbone(String model, int size) {
    return Backbone.load(Shared.file("models/" + model + ".safetensors")).withImageSize(size);
  }

  private static List<Map.Entry<String, JsonNode>> photos(int size) throws IOException {
    JsonNode golden = new JsonMapper().readTree(Shared.file("photos/golden.json").toFile());
    List<Map.Entry<String, JsonNode>> photos =
        golden.properties().stream().filter(e -> e.getKey().endsWith("_" + size + ".png")).toList();
    assertThat(photos).hasSize(8);
    return photos;
  }
}
