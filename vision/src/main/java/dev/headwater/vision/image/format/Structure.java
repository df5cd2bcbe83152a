package dev.headwater.vision.image.format;

import org.jspecify.annotations.Nullable;

/**
 * Walks the outer structure of a JPEG, PNG or GIF file without decoding it: where its EXIF block
 * is, how many components a JPEG has, and whether the file ends before it should. ImageIO does not
 * report some of this.
 *
 * @param exif the TIFF structure inside the EXIF block, null without one
 * @param components colour components of a JPEG, 0 where unknown
 * @param pixels the bytes to decode: the file's own, or a copy of what the picture needs
 * @param complete false if the file certainly lacks a part of the picture at its end
 * @param intact false if a sum that the file holds is not that of its data
 */
@SuppressWarnings("ArrayRecordComponent") // a pair of results, never compared
public record Structure(
    byte @Nullable [] exif, int components, byte[] pixels, boolean complete, boolean intact) {

  /** Looks at a file of that kind; the file is not changed. */
  public static Structure of(PictureFormat format, byte[] bytes) {
    return switch (format) {
      case JPEG -> JpegFile.structure(bytes);
      case PNG -> PngFile.structure(bytes);
      case GIF -> new Structure(null, 0, bytes, isGifComplete(bytes), true);
      default -> new Structure(null, 0, bytes, true, true);
    };
  }

  /**
   * Whether a JPEG without an end marker holds every scan: then nothing but the marker is missing,
   * if the decoder misses nothing in the scans themselves.
   */
  public boolean hasAllScans() {
    return JpegFile.hasAllScans(pixels);
  }

  /** The first frame is complete when the empty block that ends its data is there. */
  private static boolean isGifComplete(byte[] b) {
    int at = b.length > 10 ? 13 + colourTable(b[10]) : b.length;
    while (at < b.length) {
      int block = b[at] & 0xff;
      if (block == 0x21) { // extension: its data blocks follow a label
        at = afterBlocks(b, at + 2);
      } else if (block == 0x2c && at + 9 < b.length) {
        return afterBlocks(b, at + 11 + colourTable(b[at + 9])) <= b.length;
      } else {
        return false;
      }
    }
    return false;
  }

  private static int colourTable(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  /** Position after the data blocks at {@code at}, beyond the array if they do not end. */
  private static int afterBlocks(byte[] b, int at) {
    int next = at;
    while (next < b.length) {
      int size = b[next] & 0xff;
      next += 1 + size;
      if (size == 0) {
        return next;
      }
    }
    return Integer.MAX_VALUE;
  }

  static int u16(byte[] b, int at) {
    return ((b[at] & 0xff) << 8) | (b[at + 1] & 0xff);
  }

  static int i32(byte[] b, int at) {
    return (u16(b, at) << 16) | u16(b, at + 2);
  }
}
