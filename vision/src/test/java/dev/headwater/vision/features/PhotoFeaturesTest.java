package dev.headwater.vision.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.Shared;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.extractors.OnnxFeatures;
import dev.headwater.vision.image.ImageDecoder;
import dev.headwater.vision.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole road with its real parts: files, decoder, preprocessing, shipped backbone, cache. */
class PhotoFeaturesTest {
  private static final List<String> NAMES =
      List.of(
          "bird",
          "cat",
          "dragonfly",
          "hot_dog",
          "missvickie_potato_chips",
          "parrot",
          "pets",
          "sunflower");

  @Test
  void photographsBecomeTheFeaturesThatTorchvisionGives(@TempDir Path cache) throws Exception {
    JsonNode golden = new JsonMapper().readTree(Shared.file("photos/golden.json").toFile());
    List<Picture> pictures = NAMES.stream().map(name -> photo(name, name + "_64.png")).toList();
    try (FeatureExtractor extractor = new OnnxFeatures(Backbone.embedded())) {
      for (int run = 0; run < 2; run++) {
        int[] cached = new int[1];
        FeatureTable table =
            new FeatureExtraction(extractor, FeatureCache.open(cache, extractor), 2)
                .extract(
                    pictures, NAMES, (done, total, hits) -> cached[0] = hits, OnUnreadable.STOP);

        assertThat(cached[0]).isEqualTo(run * 8);
        for (int i = 0; i < 8; i++) {
          float[] features = FeatureExtractionTest.row(table, i);
          JsonNode expected =
              golden
                  .path(table.picture(i).name())
                  .path("headwater_mobilenet_v2_0.50_64_b")
                  .path("pooled_first8");
          for (int f = 0; f < 8; f++) {
            assertThat((double) features[f]).isCloseTo(expected.get(f).asDouble(), within(1e-3));
          }
        }
      }
    }
  }

  @Test
  void featuresAreTheSameBitsForEveryNumberOfThreads() throws Exception {
    List<Picture> pictures = NAMES.stream().map(name -> photo(name, name + ".jpg")).toList();
    try (FeatureExtractor extractor = new OnnxFeatures(Backbone.embedded())) {
      FeatureTable alone = extract(extractor, pictures, 1);
      FeatureTable together = extract(extractor, pictures, 3);

      for (int i = 0; i < 8; i++) {
        assertThat(FeatureExtractionTest.row(together, i))
            .isEqualTo(FeatureExtractionTest.row(alone, i));
      }
    }
  }

  private static FeatureTable extract(
      FeatureExtractor extractor, List<Picture> pictures, int threads) throws InterruptedException {
    return new FeatureExtraction(extractor, FeatureCache.none(extractor), threads)
        .extract(pictures, NAMES, ExtractionProgress.SILENT, OnUnreadable.STOP);
  }

  private static Picture photo(String label, String file) {
    return picture(label, Shared.file("photos/" + file));
  }

  static Picture picture(String label, Path file) {
    String name = file.getFileName().toString();
    return new Picture(
        name,
        label,
        null,
        new Picture.Content() {
          @Override
          public byte[] bytes() throws IOException {
            return Files.readAllBytes(file);
          }

          @Override
          public RgbImage decode(byte[] bytes) {
            return ImageDecoder.decode(bytes, name);
          }
        });
  }
}
