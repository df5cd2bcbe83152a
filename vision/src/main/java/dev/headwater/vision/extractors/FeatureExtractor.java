package dev.headwater.vision.extractors;

import dev.headwater.vision.image.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A frozen backbone: normalised pictures in, one feature vector per picture out. Safe to call from
 * several threads at once, and repeatable: the same batch gives the same bits on every thread and
 * in every process. The runtime determines whether the batch size may change the last bits: with
 * ONNX Runtime and for raw pixels it does not.
 */
public interface FeatureExtractor extends AutoCloseable {

  /**
   * Length of one feature vector: 1280 for MobileNetV2 up to width 1, {@code 3 * size * size} for
   * raw pixels.
   */
  int features();

  /** The preprocessing that pictures need before {@link #extract}. */
  Preprocessing preprocessing();

  /**
   * Names the function this extractor computes, as 64 hex digits: equal exactly when weights,
   * architecture and preprocessing are equal. The runtime is not part of it. Clients and
   * coordinator compare it; the feature cache files features under it.
   */
  String digest();

  /**
   * The runtime that computes it and its version, such as {@code onnx-1.28.0}; caches keep runtimes
   * apart, and versions too, since their last bits may differ.
   */
  String runtime();

  /** Length of one normalised picture, {@code 3 * size * size}. */
  default int inputs() {
    return 3 * preprocessing().imageSize() * preprocessing().imageSize();
  }

  /** {@return a buffer as {@link #extract} asks for: direct, in native order} */
  static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /**
   * Loads now what {@link #extract} would load at the first picture, for callers that must tell
   * what is wrong with a picture from what is wrong with this machine.
   *
   * @throws dev.headwater.files.UserDataException if a library cannot be unpacked or loaded
   */
  default void load() {}

  /**
   * Computes the features of {@code count} pictures. Positions and limits of the buffers stay as
   * they are. A direct {@code into} in native order saves a copy.
   *
   * @param pictures direct buffer in native order, {@code [count, 3, size, size]} from its position
   * @param count at least 1
   * @param into receives {@code [count, features]} from its position
   * @throws IllegalArgumentException if a buffer is too small, or {@code pictures} is not direct
   *     and in native order
   * @throws IllegalStateException after {@link #close}
   * @throws dev.headwater.files.UserDataException if a library cannot be unpacked or loaded
   */
  void extract(FloatBuffer pictures, int count, FloatBuffer into);

  /** Waits for running calls, then frees the native memory. A second call does nothing. */
  @Override
  void close();
}
