package dev.headwater.vision.extractors;

import dev.headwater.vision.backbone.ContentDigest;
import dev.headwater.vision.image.Preprocessing;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * No backbone at all: a picture's features are its normalised pixels, {@code [3, size, size]}
 * flattened. For the classic experiments on the MNIST family.
 */
public final class PixelFeatures implements FeatureExtractor {
  /** 32 pixels, values from -1 to 1. */
  public static final Preprocessing DEFAULT =
      new Preprocessing(32, List.of(.5f, .5f, .5f), List.of(.5f, .5f, .5f));

  private final Preprocessing preprocessing;
  private final String digest;
  private volatile boolean closed;

  /** Pixels that went through {@code preprocessing}. */
  public PixelFeatures(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
    this.digest = new ContentDigest("headwater-pixels-1").add(preprocessing).hex();
  }

  @Override
  public int features() {
    return inputs();
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public String runtime() {
    return "java";
  }

  @Override
  public void extract(FloatBuffer pictures, int count, FloatBuffer into) {
    Batch.check(this, pictures, count, into);
    if (closed) {
      throw new IllegalStateException("features: extractor is closed");
    }
    into.put(into.position(), pictures, pictures.position(), count * inputs());
  }

  @Override
  public void close() {
    closed = true;
  }
}
