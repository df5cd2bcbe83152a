package dev.headwater.vision.backbone;

import dev.headwater.vision.image.Preprocessing;
import java.nio.FloatBuffer;

/**
 * A frozen backbone: normalised pictures in, one feature vector a picture out. Safe to call from
 * several threads at once, and bitwise repeatable: a picture's features do not depend on the batch,
 * the thread or the process that computed them.
 */
public interface FeatureExtractor extends AutoCloseable {

  /**
   * Length of one feature vector: 1280 for MobileNetV2 up to width 1, {@code 3 * size * size} for
   * raw pixels.
   */
  int features();

  /** What the pictures must go through before {@link #extract}. */
  Preprocessing preprocessing();

  /**
   * Names the function this extractor computes, as 64 hex digits: equal exactly when weights,
   * architecture and preprocessing are equal. The runtime is not part of it. Clients and
   * coordinator compare it; the feature cache files features under it.
   */
  String digest();

  /**
   * The runtime that computes it, such as {@code onnx} or {@code pytorch}; caches keep runtimes
   * apart.
   */
  String runtime();

  /**
   * Computes the features of {@code count} pictures.
   *
   * @param pictures direct buffer in native order, {@code [count, 3, size, size]} from its position
   * @param into receives {@code [count, features]} from its position
   */
  void extract(FloatBuffer pictures, int count, FloatBuffer into);

  @Override
  void close();
}
