package dev.headwater.vision.extractors;

import dev.headwater.vision.image.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Input for extractors, made in the plainest way. */
public final class Pixels {
  private Pixels() {}

  static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Normal numbers, the same for the same seed. */
  public static FloatBuffer random(long seed, int floats) {
    Random random = new Random(seed);
    FloatBuffer buffer = direct(floats);
    for (int i = 0; i < floats; i++) {
      buffer.put(i, (float) random.nextGaussian());
    }
    return buffer;
  }

  /** A picture that already has the network's size. */
  static FloatBuffer picture(Path png, Preprocessing preprocessing) throws IOException {
    BufferedImage image = ImageIO.read(png.toFile());
    int size = preprocessing.imageSize();
    FloatBuffer buffer = direct(3 * size * size);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          float value = (image.getRGB(x, y) >> (16 - 8 * c) & 255) / 255f;
          buffer.put(
              (c * size + y) * size + x,
              (value - preprocessing.mean().get(c)) / preprocessing.std().get(c));
        }
      }
    }
    return buffer;
  }

  public static float[] features(FeatureExtractor extractor, FloatBuffer pictures, int count) {
    float[] into = new float[count * extractor.features()];
    extractor.extract(pictures, count, FloatBuffer.wrap(into));
    return into;
  }
}
