package dev.headwater.vision.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** A whole PNG in its chunks, to put it together again in another way. */
final class PngParts {
  private static final int SIGNATURE = 8;

  final List<byte[]> chunks = new ArrayList<>();

  PngParts(byte[] file) {
    int at = SIGNATURE;
    while (at < file.length) {
      int end = at + 12 + ByteBuffer.wrap(file).getInt(at);
      chunks.add(Arrays.copyOfRange(file, at, end));
      at = end;
    }
  }

  static byte[] chunk(String type, byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(type.getBytes(ISO_8859_1));
    crc.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(type.getBytes(ISO_8859_1))
        .put(data)
        .putInt((int) crc.getValue())
        .array();
  }

  /** Puts a chunk behind the header. */
  PngParts with(String type, byte[] data) {
    chunks.add(1, chunk(type, data));
    return this;
  }

  /** The chunk of a type; the first, where there are more. */
  byte[] the(String type) {
    return chunks.stream().filter(c -> type(c).equals(type)).findFirst().orElseThrow();
  }

  PngParts without(String type) {
    chunks.removeIf(c -> type(c).equals(type));
    return this;
  }

  /** The picture's data in two chunks of its own. */
  PngParts split() {
    byte[] whole = the("IDAT");
    int at = chunks.indexOf(whole);
    chunks.remove(at);
    int half = whole.length / 2;
    chunks.add(at, chunk("IDAT", Arrays.copyOfRange(whole, half, whole.length - 4)));
    chunks.add(at, chunk("IDAT", Arrays.copyOfRange(whole, 8, half)));
    return this;
  }

  byte[] file() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Arrays.copyOf(Golden.bytes("grey.png"), SIGNATURE));
    chunks.forEach(out::writeBytes);
    return out.toByteArray();
  }

  static String type(byte[] chunk) {
    return new String(chunk, 4, 4, ISO_8859_1);
  }
}
