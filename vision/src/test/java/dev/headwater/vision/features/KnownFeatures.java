package dev.headwater.vision.features;

import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.digests.PictureKey;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.FeatureExtractor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Files features that somebody else computed under the pictures that they are of, in the cache of
 * the embedded backbone: {@code KnownFeatures CACHE < LINES}, a line {@code SHA256-OF-THE-FILE
 * BASE64-OF-FLOAT32-LE} a picture. So a simulation can be run of the very contributions that
 * browser tabs made in a live run; see web/e2e.
 */
final class KnownFeatures {
  private KnownFeatures() {}

  public static void main(String[] args) throws IOException {
    List<String> lines;
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      lines = in.lines().filter(line -> !line.isBlank()).toList();
    }
    try (FeatureExtractor extractor =
        Extractors.open(Backbone.embedded(), Extractors.Inference.ONNX)) {
      Rows rows = new Rows(extractor.features(), lines.size());
      for (String line : lines) {
        String[] words = line.split(" ", 2);
        ByteBuffer values =
            ByteBuffer.wrap(Base64.getDecoder().decode(words[1])).order(ByteOrder.LITTLE_ENDIAN);
        if (values.remaining() != extractor.features() * Float.BYTES) {
          throw new IllegalArgumentException(
              "%s: %d bytes (expected: %d)"
                  .formatted(words[0], values.remaining(), extractor.features() * Float.BYTES));
        }
        PictureKey key = PictureKey.read(ByteBuffer.wrap(HexFormat.of().parseHex(words[0])));
        rows.append(key, values.asFloatBuffer(), 0);
      }
      FeatureCache cache = FeatureCache.open(Path.of(args[0]), extractor);
      cache.store(rows);
      System.out.println(cache.size());
    }
  }
}
