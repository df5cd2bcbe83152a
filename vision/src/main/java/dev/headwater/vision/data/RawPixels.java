package dev.headwater.vision.data;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.image.RgbImage;
import java.nio.ByteBuffer;

/**
 * The canonical bytes of a picture that no file holds: the four letters {@code HWPX}, then width,
 * height and channels (1 or 3) as big-endian 32-bit numbers, then the pixels row by row, channels
 * interleaved.
 */
public final class RawPixels {
  private static final int MAGIC = 0x48575058;
  private static final int HEADER = 16;

  private RawPixels() {}

  public static byte[] encode(int width, int height, int channels, byte[] from, int offset) {
    int length = width * height * channels;
    return ByteBuffer.allocate(HEADER + length)
        .putInt(MAGIC)
        .putInt(width)
        .putInt(height)
        .putInt(channels)
        .put(from, offset, length)
        .array();
  }

  public static boolean isRaw(byte[] bytes) {
    return bytes.length >= HEADER && ByteBuffer.wrap(bytes).getInt() == MAGIC;
  }

  /** Grey becomes equal red, green and blue. */
  public static RgbImage decode(byte[] bytes, String name) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (!isRaw(bytes)) {
      throw new UserDataException(name + ": not raw pixels (expected: the bytes of this picture)");
    }
    int width = in.getInt(4);
    int height = in.getInt(8);
    int channels = in.getInt(12);
    boolean sane = width > 0 && height > 0 && (channels == 1 || channels == 3);
    if (!sane
        || (long) width * height > (bytes.length - HEADER) / channels
        || (long) width * height * channels != bytes.length - HEADER) {
      throw new UserDataException(
          "%s: %d bytes for %d x %d x %d raw pixels (expected: one a sample)"
              .formatted(name, bytes.length - HEADER, width, height, channels));
    }
    byte[] rgb = new byte[3 * width * height];
    if (channels == 3) {
      in.get(HEADER, rgb);
    } else {
      for (int i = 0; i < width * height; i++) {
        byte grey = bytes[HEADER + i];
        rgb[3 * i] = grey;
        rgb[3 * i + 1] = grey;
        rgb[3 * i + 2] = grey;
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
