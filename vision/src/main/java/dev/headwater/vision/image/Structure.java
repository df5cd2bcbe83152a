package dev.headwater.vision.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks the outer structure of a JPEG, PNG or GIF file without decoding it: where its EXIF block
 * is, how many components a JPEG has, and whether the file ends before it should. ImageIO does not
 * report some of this.
 *
 * @param exif the TIFF structure inside the EXIF block, null without one
 * @param components colour components of a JPEG, 0 where unknown
 * @param pixels the bytes to decode: the file's own, or a copy without its colour profile
 * @param complete false if the file certainly lacks its end
 */
@SuppressWarnings("ArrayRecordComponent") // a pair of results, never compared
record Structure(byte @Nullable [] exif, int components, byte[] pixels, boolean complete) {

  private static final byte[] EXIF = "Exif\0\0".getBytes(ISO_8859_1);
  private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(ISO_8859_1);

  static Structure of(PictureFormat format, byte[] bytes) {
    return switch (format) {
      case JPEG -> jpeg(bytes);
      case PNG -> png(bytes);
      case GIF -> new Structure(null, 0, bytes, isGifComplete(bytes));
      default -> new Structure(null, 0, bytes, true);
    };
  }

  /** Markers up to the first scan; entropy-coded data is left to the decoder. */
  private static Structure jpeg(byte[] b) {
    byte[] exif = null;
    byte[] pixels = b;
    int components = 0;
    int at = 2;
    while (at + 4 <= b.length && (b[at] & 0xff) == 0xff) {
      int marker = b[at + 1] & 0xff;
      if (marker == 0xff) { // fill byte
        at++;
        continue;
      }
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) { // stand alone
        at += 2;
        continue;
      }
      int length = u16(b, at + 2);
      if (marker == 0xda || length < 2) {
        break;
      }
      int data = at + 4;
      int end = at + 2 + length;
      if (end > b.length) {
        return new Structure(exif, components, pixels, false);
      }
      if (marker == 0xe1 && exif == null && startsWith(b, data, end, EXIF)) {
        exif = Arrays.copyOfRange(b, data + EXIF.length, end);
      } else if (marker == 0xe2 && startsWith(b, data, end, PROFILE)) {
        // ImageIO would convert the colours, or fail where the profile is odd. As an unused kind of
        // application segment it is passed over.
        pixels = pixels == b ? b.clone() : pixels;
        pixels[at + 1] = (byte) 0xef;
      } else if (isFrame(marker) && end - data >= 6) {
        components = b[data + 5] & 0xff;
      }
      at = end;
    }
    return new Structure(exif, components, pixels, at + 4 <= b.length);
  }

  /**
   * Start-of-frame markers: C0 to CF but for Huffman tables, extensions, arithmetic conditioning.
   */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private static Structure png(byte[] b) {
    byte[] exif = null;
    long at = 8;
    while (at + 12 <= b.length) {
      int here = (int) at;
      long length = Integer.toUnsignedLong(i32(b, here));
      int type = i32(b, here + 4);
      if (at + 12 + length > b.length) {
        break;
      }
      if (type == 0x65584966) { // eXIf
        exif = Arrays.copyOfRange(b, here + 8, here + 8 + (int) length);
      } else if (type == 0x49454e44) { // IEND
        return new Structure(exif, 0, b, true);
      }
      at += 12 + length;
    }
    return new Structure(exif, 0, b, false);
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

  private static boolean startsWith(byte[] b, int from, int to, byte[] prefix) {
    return to - from >= prefix.length
        && Arrays.equals(b, from, from + prefix.length, prefix, 0, prefix.length);
  }

  private static int u16(byte[] b, int at) {
    return ((b[at] & 0xff) << 8) | (b[at + 1] & 0xff);
  }

  private static int i32(byte[] b, int at) {
    return (u16(b, at) << 16) | u16(b, at + 2);
  }
}
