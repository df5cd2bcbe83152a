package dev.headwater.vision.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A whole JPEG in its parts, to put it together again in another way. */
final class JpegParts {
  private static final int SOS = 0xda;

  /** Segments between the start and the first scan, each with its marker. */
  final List<byte[]> header = new ArrayList<>();

  /** From the first scan's header to the end of the file. */
  byte[] rest = {};

  JpegParts(byte[] file) {
    int at = 2;
    while ((file[at + 1] & 0xff) != SOS) {
      int end = at + 2 + ByteBuffer.wrap(file).getShort(at + 2);
      header.add(Arrays.copyOfRange(file, at, end));
      at = end;
    }
    rest = Arrays.copyOfRange(file, at, file.length);
  }

  /** Without APP0 to APP15 and comments. */
  JpegParts bare() {
    header.removeIf(s -> (s[1] & 0xf0) == 0xe0 || (s[1] & 0xff) == 0xfe);
    return this;
  }

  /** Names the three components, in the frame and in its one scan. */
  JpegParts named(String ids) {
    for (byte[] segment : header) {
      if ((segment[1] & 0xff) == 0xc0) {
        for (int i = 0; i < 3; i++) {
          segment[10 + 3 * i] = (byte) ids.charAt(i);
          rest[5 + 2 * i] = (byte) ids.charAt(i);
        }
      }
    }
    return this;
  }

  JpegParts jfif() {
    return before(0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0".getBytes(ISO_8859_1));
  }

  JpegParts adobe(int transform) {
    return before(0xee, ("Adobe\0\144\0\0\0\0" + (char) transform).getBytes(ISO_8859_1));
  }

  /** Puts a segment in front of all others. */
  JpegParts before(int marker, byte[] data) {
    ByteBuffer segment = ByteBuffer.allocate(4 + data.length);
    segment.put((byte) 0xff).put((byte) marker).putShort((short) (2 + data.length)).put(data);
    header.add(0, segment.array());
    return this;
  }

  byte[] file() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xff);
    out.write(0xd8);
    header.forEach(out::writeBytes);
    out.writeBytes(rest);
    return out.toByteArray();
  }
}
