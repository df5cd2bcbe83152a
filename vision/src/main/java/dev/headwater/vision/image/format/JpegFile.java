package dev.headwater.vision.image.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JPEG's header as libjpeg reads it, and the file as ImageIO is to see it: without the segments
 * that do not belong to the picture, and with one that says which colours it holds. ImageIO has
 * rules of its own about colours, converts by profiles, and complains of odd segments.
 */
final class JpegFile {
  private static final byte[] EXIF = "Exif\0\0".getBytes(ISO_8859_1);
  private static final byte[] JFIF = "JFIF\0".getBytes(ISO_8859_1);
  private static final byte[] ADOBE = "Adobe".getBytes(ISO_8859_1);

  private static final byte[] SAYS_YCBCR = {
    (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };
  private static final byte[] SAYS_RGB = {
    (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  private static final int PROGRESSIVE = 0xc2;
  private static final int ADOBE_RGB = 0;
  private static final int NONE = -1;

  private final byte[] b;
  private final ByteArrayOutputStream segments;

  private byte @Nullable [] exif;
  private boolean jfif;
  private int adobeTransform = NONE;
  private int frame = NONE;
  private int scans;
  private int components;
  private String ids = "";

  private JpegFile(byte[] bytes) {
    b = bytes;
    segments = new ByteArrayOutputStream(bytes.length);
  }

  /**
   * Whether the scans hold all of the picture, where the decoder has found no marker that ends it.
   *
   * @param bytes as {@link Structure#pixels} has them
   */
  static boolean hasAllScans(byte[] bytes) {
    JpegFile file = new JpegFile(bytes);
    file.read();
    return JpegScans.areAllThere(bytes, file.scans, file.components, file.frame == PROGRESSIVE);
  }

  /** Markers up to the first scan; entropy-coded data is left to the decoder. */
  static Structure structure(byte[] bytes) {
    return new JpegFile(bytes).read();
  }

  private Structure read() {
    int at = 2;
    while (true) {
      // As libjpeg does: bytes before a marker are passed over, and it may be filled up with FF.
      while (at < b.length && (b[at] & 0xff) != 0xff) {
        at++;
      }
      while (at < b.length && (b[at] & 0xff) == 0xff) {
        at++;
      }
      if (at + 3 > b.length) {
        return new Structure(exif, components, b, false, true);
      }
      int marker = b[at++] & 0xff;
      if (marker <= 1 || (marker >= 0xd0 && marker <= 0xd7)) { // stand alone
        continue;
      }
      int end = at + Structure.u16(b, at);
      if (marker == 0xd8 || marker == 0xd9 || marker == 0xda || end < at + 2) {
        scans = at - 2;
        return new Structure(exif, components, withRest(at - 2, marker), true, true);
      }
      if (end > b.length) {
        return new Structure(exif, components, b, false, true);
      }
      segment(marker, at, end);
      at = end;
    }
  }

  /** Takes note of a segment, whose length stands at {@code at}, and keeps it if it is needed. */
  private void segment(int marker, int at, int end) {
    int data = at + 2;
    if (marker == 0xe0) {
      jfif |= end - data >= 14 && startsWith(data, JFIF);
    } else if (marker == 0xe1 && exif == null && end - data >= 6 && startsWith(data, EXIF)) {
      exif = Arrays.copyOfRange(b, data + EXIF.length, end);
    } else if (marker == 0xee && end - data >= 12 && startsWith(data, ADOBE)) {
      adobeTransform = b[data + 11] & 0xff;
    } else if (isFrame(marker) && end - data >= 6) {
      frame = marker;
      components = b[data + 5] & 0xff;
      StringBuilder found = new StringBuilder();
      for (int id = data + 6; id < end; id += 3) {
        found.append((char) (b[id] & 0xff));
      }
      ids = found.toString();
    }
    if ((marker < 0xe0 || marker > 0xef) && marker != 0xfe) {
      segments.write(0xff);
      segments.write(marker);
      segments.write(b, at, end - at);
    }
  }

  private boolean startsWith(int from, byte[] prefix) {
    return Arrays.equals(b, from, from + prefix.length, prefix, 0, prefix.length);
  }

  private byte[] withRest(int from, int marker) {
    byte[] says = components != 3 ? new byte[0] : isRgb() ? SAYS_RGB : SAYS_YCBCR;
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(2 + says.length + segments.size() + b.length - from);
    out.write(b, 0, 2);
    out.writeBytes(says);
    out.writeBytes(segments.toByteArray());
    int rest = out.size();
    out.write(b, from, b.length - from);
    byte[] bytes = out.toByteArray();
    if (marker == 0xda) {
      mendScan(bytes, rest + 2);
    }
    return bytes;
  }

  /**
   * libjpeg's {@code default_decompress_parms}: JFIF decides, else Adobe, else the components'
   * names. Browsers and Pillow decide so, too.
   */
  private boolean isRgb() {
    if (jfif) {
      return false;
    }
    return adobeTransform == NONE ? ids.equals("RGB") : adobeTransform == ADOBE_RGB;
  }

  /**
   * Some cameras write other than 0, 63, 0 as the range of a sequential scan; there is no other.
   * libjpeg warns and goes on, and after one warning it keeps back the others.
   */
  private void mendScan(byte[] bytes, int at) {
    int end = at + Structure.u16(bytes, at);
    boolean sequential = frame == 0xc0 || frame == 0xc1;
    if (sequential && end <= bytes.length && end >= at + 6) {
      bytes[end - 3] = 0;
      bytes[end - 2] = 63;
      bytes[end - 1] = 0;
    }
  }

  /**
   * Start-of-frame markers: C0 to CF but for Huffman tables, extensions, arithmetic conditioning.
   */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }
}
