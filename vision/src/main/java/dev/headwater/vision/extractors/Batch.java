package dev.headwater.vision.extractors;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** The checks that every extractor makes before it hands addresses to native code. */
final class Batch {
  private Batch() {}

  /** Refuses buffers that do not fit {@code count} pictures of this extractor. */
  static void check(FeatureExtractor extractor, FloatBuffer pictures, int count, FloatBuffer into) {
    long in = (long) count * extractor.inputs();
    long out = (long) count * extractor.features();
    if (count < 1 || pictures.remaining() < in || into.remaining() < out) {
      throw new IllegalArgumentException(
          "batch: %d pictures in %d floats, with room for %d floats of features (expected: at least 1, %d and %d)"
              .formatted(count, pictures.remaining(), into.remaining(), in, out));
    }
    if (!pictures.isDirect() || pictures.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "batch: pictures in %s (expected: a direct buffer in native order)".formatted(pictures));
    }
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("batch: features go to a read-only buffer");
    }
  }
}
