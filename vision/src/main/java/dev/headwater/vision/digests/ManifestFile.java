package dev.headwater.vision.digests;

import dev.headwater.files.WholeFile;
import dev.headwater.vision.data.Stamp;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.CRC32C;

/**
 * A manifest on disk, big endian:
 *
 * <pre>
 *  magic "HWDIGS", format (int16)
 *  the data set: length (int32), UTF-8
 *  number of pictures (int32)
 *  for every picture: length of its name (int32), name in UTF-8, size, modified, changed, device
 *    and inode (int64 each), SHA-256 of its bytes (32)
 *  CRC32C of all bytes before it (int32)
 * </pre>
 *
 * Another format number is another file: what it holds is found out anew.
 */
final class ManifestFile {
  private static final byte[] MAGIC = {'H', 'W', 'D', 'I', 'G', 'S', 0, 1};
  private static final int LEAST = MAGIC.length + 3 * Integer.BYTES;
  private static final int OF_A_PICTURE =
      Integer.BYTES + 5 * Long.BYTES + PictureKey.BYTES; // and its name

  private ManifestFile() {}

  static void write(Path file, String source, SortedMap<String, Known> pictures)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128 * (pictures.size() + 1));
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(MAGIC);
    text(out, source);
    out.writeInt(pictures.size());
    ByteBuffer key = ByteBuffer.allocate(PictureKey.BYTES);
    for (Map.Entry<String, Known> picture : pictures.entrySet()) {
      text(out, picture.getKey());
      Stamp stamp = picture.getValue().stamp();
      out.writeLong(stamp.size());
      out.writeLong(stamp.modified());
      out.writeLong(stamp.changed());
      out.writeLong(stamp.device());
      out.writeLong(stamp.inode());
      picture.getValue().key().write(key.clear());
      out.write(key.array());
    }
    ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray());
    ByteBuffer end = ByteBuffer.allocate(Integer.BYTES).putInt(0, crc(content.duplicate()));
    WholeFile.writeSecret(file, content, end); // names of files are nobody else's business
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads a manifest in one go.
   *
   * @throws IOException if it cannot be read, or is not a whole manifest of {@code source} in this
   *     format; says why
   */
  static ConcurrentMap<String, Known> read(Path file, String source) throws IOException {
    byte[] bytes;
    // A plain stream: a channel is closed when its thread is interrupted.
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      bytes = in.readAllBytes();
    }
    ByteBuffer from = ByteBuffer.wrap(bytes);
    if (bytes.length < LEAST || !ByteBuffer.wrap(MAGIC).equals(from.slice(0, MAGIC.length))) {
      throw new IOException("not a manifest of this format");
    }
    from.limit(bytes.length - Integer.BYTES);
    if (crc(from.duplicate()) != ByteBuffer.wrap(bytes).getInt(from.limit())) {
      throw new IOException("the checksum is wrong");
    }
    from.position(MAGIC.length);
    try {
      return pictures(from, source);
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("lengths do not fit the file", e);
    }
  }

  private static ConcurrentMap<String, Known> pictures(ByteBuffer from, String source)
      throws IOException {
    String writer = text(from);
    if (!writer.equals(source)) {
      throw new IOException("it is of " + writer);
    }
    int count = from.getInt();
    if (count < 0 || count > from.remaining() / OF_A_PICTURE) {
      throw new IOException("%d pictures in %d bytes".formatted(count, from.remaining()));
    }
    ConcurrentMap<String, Known> pictures = new ConcurrentHashMap<>(count);
    Stamp last = Stamp.GENERATED;
    for (int i = 0; i < count; i++) {
      String name = text(from);
      Stamp stamp =
          new Stamp(from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong());
      stamp = stamp.equals(last) ? last : stamp; // a million pictures may be in one file
      last = stamp;
      pictures.put(name, new Known(stamp, PictureKey.read(from)));
    }
    return pictures;
  }

  private static String text(ByteBuffer from) {
    int length = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] text = new byte[length];
    from.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.rewind());
    return (int) crc.getValue();
  }
}
