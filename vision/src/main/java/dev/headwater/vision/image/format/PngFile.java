package dev.headwater.vision.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A PNG's chunks as libpng takes them, and the file as ImageIO is to see it: the chunks that hold
 * the picture alone. ImageIO stumbles over damaged profiles, gammas and texts, which change no
 * pixel here, and checks no sum.
 */
final class PngFile {
  private static final byte[] EXIF = "Exif\0\0".getBytes(ISO_8859_1);
  private static final byte[] END = {
    0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82
  };

  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final int EXIF_CHUNK = 0x65584966;

  /** Length, type and sum of a chunk. */
  private static final int AROUND = 12;

  private PngFile() {}

  /**
   * Chunks up to the end of the picture. What comes after its last IDAT may be cut off; whether
   * that one was the last, the decoder finds out.
   */
  static Structure structure(byte[] b) {
    ByteArrayOutputStream needed = new ByteArrayOutputStream(b.length + END.length);
    needed.write(b, 0, 8);
    byte[] exif = null;
    boolean data = false;
    int at = 8;
    while (at + 8 <= b.length) {
      long length = Integer.toUnsignedLong(Structure.i32(b, at));
      int type = Structure.i32(b, at + 4);
      if (type == IEND) {
        break;
      }
      if (at + AROUND + length > b.length) {
        if (type == IDAT || !data) {
          return new Structure(exif, 0, b, false, true);
        }
        break;
      }
      int end = at + AROUND + (int) length;
      if (type == IHDR || type == PLTE || type == IDAT) {
        if (!isSound(b, at, end)) {
          return new Structure(exif, 0, b, true, false);
        }
        needed.write(b, at, end - at);
        data |= type == IDAT;
      } else if (type == EXIF_CHUNK && exif == null && isSound(b, at, end)) {
        exif = exif(b, at + 8, end - 4);
      }
      at = end;
    }
    needed.writeBytes(END);
    return new Structure(exif, 0, needed.toByteArray(), data, true);
  }

  /** Whether a chunk's sum is that of its type and data. */
  private static boolean isSound(byte[] b, int at, int end) {
    CRC32 sum = new CRC32();
    sum.update(b, at + 4, end - at - 8);
    return (int) sum.getValue() == Structure.i32(b, end - 4);
  }

  /** Some programs begin the chunk as the segment of a JPEG begins. */
  private static byte[] exif(byte[] b, int from, int to) {
    boolean prefixed =
        to - from >= EXIF.length
            && Arrays.equals(b, from, from + EXIF.length, EXIF, 0, EXIF.length);
    return Arrays.copyOfRange(b, prefixed ? from + EXIF.length : from, to);
  }
}
