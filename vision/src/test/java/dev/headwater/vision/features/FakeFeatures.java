package dev.headwater.vision.features;

import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.image.ImageDecoder;
import dev.headwater.vision.image.Preprocessing;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Five features: the first pixel plus 0 to 4. Counts what it is asked. */
final class FakeFeatures implements FeatureExtractor {
  static final int FEATURES = 5;

  final AtomicInteger computed = new AtomicInteger();
  private final char digit;
  private final String runtime;

  /** Another digit, another extractor. */
  FakeFeatures(char digit) {
    this(digit, "fake-1.0");
  }

  FakeFeatures(char digit, String runtime) {
    this.digit = digit;
    this.runtime = runtime;
  }

  /** Where a cache below {@code root} files what this computes. */
  Path cacheFolder(Path root) {
    return root.resolve("features").resolve(digest() + "-" + runtime + "-" + ImageDecoder.VERSION);
  }

  @Override
  public int features() {
    return FEATURES;
  }

  @Override
  public Preprocessing preprocessing() {
    return new Preprocessing(8, List.of(0f, 0f, 0f), List.of(1f, 1f, 1f));
  }

  @Override
  public String digest() {
    return String.valueOf(digit).repeat(64);
  }

  @Override
  public String runtime() {
    return runtime;
  }

  @Override
  public void extract(FloatBuffer pictures, int count, FloatBuffer into) {
    computed.addAndGet(count);
    for (int i = 0; i < count; i++) {
      for (int f = 0; f < FEATURES; f++) {
        into.put(i * FEATURES + f, pictures.get(i * inputs()) + f);
      }
    }
  }

  @Override
  public void close() {}
}
