package dev.headwater.vision.features;

import dev.headwater.vision.image.RgbImage;
import java.nio.FloatBuffer;

/**
 * From a decoded picture to the extractor's input. Every worker thread has an instance of its own,
 * which may keep scratch memory.
 */
@FunctionalInterface
interface Preprocess {
  /**
   * Resizes, crops and normalises.
   *
   * @param into has room for exactly {@code [3, size, size]}, which are written from its position
   */
  void preprocess(RgbImage image, FloatBuffer into);
}
