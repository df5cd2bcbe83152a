package dev.headwater.vision.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import org.jspecify.annotations.Nullable;

/**
 * How the camera was held: EXIF tag 0x0112, 1 to 8 (CIPA DC-008, 4.6.5.1.1). A picture is turned
 * upright by walking its stored pixels from another corner.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  private Orientation() {}

  /** The tag's value, or {@link #UPRIGHT} where there is none that makes sense. */
  static int read(byte @Nullable [] exif) {
    if (exif == null) {
      return UPRIGHT;
    }
    Metadata metadata = new Metadata();
    new ExifReader().extract(new ByteArrayReader(exif), metadata);
    for (ExifIFD0Directory directory : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
      Integer value = directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      if (value != null && value >= 1 && value <= 8) {
        return value;
      }
    }
    return UPRIGHT;
  }

  /** The picture turned upright; the same object if it is already. */
  static RgbImage upright(RgbImage stored, int orientation) {
    int w = stored.width();
    int h = stored.height();
    // First pixel to take, then the steps to the next pixel and to the next row of the result.
    return switch (orientation) {
      case 2 -> walk(stored, w, h, w - 1, -1, w);
      case 3 -> walk(stored, w, h, w * h - 1, -1, -w);
      case 4 -> walk(stored, w, h, w * (h - 1), 1, -w);
      case 5 -> walk(stored, h, w, 0, w, 1);
      case 6 -> walk(stored, h, w, w * (h - 1), -w, 1);
      case 7 -> walk(stored, h, w, w * h - 1, -w, -1);
      case 8 -> walk(stored, h, w, w - 1, w, -1);
      default -> stored;
    };
  }

  private static RgbImage walk(RgbImage from, int width, int height, int start, int dx, int dy) {
    byte[] in = from.rgb();
    byte[] out = new byte[in.length];
    int to = 0;
    for (int y = 0; y < height; y++) {
      int at = 3 * (start + y * dy);
      for (int x = 0; x < width; x++, at += 3 * dx) {
        out[to++] = in[at];
        out[to++] = in[at + 1];
        out[to++] = in[at + 2];
      }
    }
    return new RgbImage(width, height, out, from.nearlyBlack());
  }
}
