package dev.headwater.vision.data;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The canonical bytes of a picture that no file holds: the four letters {@code HWPX}, then width,
 * height and channels (1 or 3) as big-endian 32-bit numbers, then the pixels row by row, channels
 * interleaved.
 */
public final class RawPixels {
  private static final int MAGIC = 0x48575058;
  private static final int HEADER = 16;

  private RawPixels() {}

  /**
   * A generated picture.
   *
   * @param name unique within its set
   * @param user who made it, null where that does not matter
   * @param rgb {@code [3 * width * height]}, row by row, from 0 to 255; asked for when the picture
   *     is read, possibly from several threads, the same each time
   */
  public static Picture picture(
      String name,
      String label,
      @Nullable String user,
      int width,
      int height,
      Supplier<byte[]> rgb) {
    return new Picture(
        name,
        label,
        user,
        new Picture.Content() {
          @Override
          public byte[] bytes() {
            return encode(width, height, 3, rgb.get(), 0);
          }

          @Override
          public RgbImage decode(byte[] bytes) {
            return RawPixels.decode(bytes, name);
          }
        });
  }

  /**
   * The bytes of a picture.
   *
   * @param channels 1 or 3
   * @param from pixels row by row, channels interleaved, from {@code offset} on
   */
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

  /** Whether {@code bytes} begin as these do. */
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
