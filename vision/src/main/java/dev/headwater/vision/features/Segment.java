package dev.headwater.vision.features;

import dev.headwater.files.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * An immutable file of feature vectors, mapped into memory. Little endian:
 *
 * <pre>
 *  0  magic "HWFEAT1\n"        8 bytes
 *  8  features of a vector     int32
 * 12  number of vectors        int32
 * 16  identity of the extractor and its runtime, SHA-256, 32 bytes
 * 48  reserved, zero           12 bytes
 * 60  CRC32C of bytes 0 to 59 and of the index
 * 64  index: for every vector its picture's SHA-256 (32), CRC32C of its values (4), zero (4)
 *     padding with zeros to a multiple of 64
 *     the vectors, float32
 * </pre>
 *
 * Opening checks all but the vectors; {@link #isIntact} checks one of those.
 */
final class Segment {
  private static final byte[] MAGIC = {'H', 'W', 'F', 'E', 'A', 'T', '1', '\n'};
  private static final int HEADER = 64;
  private static final int HEADER_CHECKED = 60;
  private static final int INDEX_ENTRY = 40;
  private static final int ALIGNMENT = 64;

  private final Rows rows;
  private final int[] checksums;

  private Segment(Rows rows, int[] checksums) {
    this.rows = rows;
    this.checksums = checksums;
  }

  Rows rows() {
    return rows;
  }

  /** Whether a vector's bytes are those that were written. */
  boolean isIntact(int row) {
    return crc(rows.bytes(row)) == checksums[row];
  }

  /** Writes a segment atomically. */
  static void write(Path file, byte[] identity, Rows rows) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(dataStart(rows.count())).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).putInt(rows.features()).putInt(rows.count()).put(identity);
    head.position(HEADER);
    for (int row = 0; row < rows.count(); row++) {
      rows.keys().get(row).write(head);
      head.putInt(crc(rows.bytes(row))).putInt(0);
    }
    head.putInt(HEADER_CHECKED, headerCrc(head, rows.count()));
    WholeFile.write(file, head.rewind(), rows.bytes());
  }

  /**
   * Maps a segment.
   *
   * @throws IOException if it cannot be read or is not a whole segment of this identity; says why
   */
  static Segment open(Path file, byte[] identity, int features) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < HEADER || channel.size() > Integer.MAX_VALUE) {
        throw new IOException("a file of %d bytes is no segment".formatted(channel.size()));
      }
      ByteBuffer map =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      byte[] magic = new byte[MAGIC.length];
      map.get(magic);
      int width = map.getInt();
      int count = map.getInt();
      byte[] writer = new byte[identity.length];
      map.get(writer);
      if (!Arrays.equals(magic, MAGIC) || width != features || !Arrays.equals(writer, identity)) {
        throw new IOException("not a segment of this extractor");
      }
      long rowBytes = (long) features * Float.BYTES;
      if (count < 1
          || count > map.limit() / rowBytes
          || dataStart(count) + count * rowBytes != map.limit()) {
        throw new IOException(
            "%d bytes do not hold %d vectors of %d".formatted(map.limit(), count, features));
      }
      if (map.getInt(HEADER_CHECKED) != headerCrc(map, count)) {
        throw new IOException("the index is damaged");
      }
      List<PictureKey> keys = new ArrayList<>(count);
      int[] checksums = new int[count];
      map.position(HEADER);
      for (int row = 0; row < count; row++) {
        keys.add(PictureKey.read(map));
        checksums[row] = map.getInt();
        map.getInt();
      }
      map.position(dataStart(count));
      return new Segment(new Rows(features, keys, map), checksums);
    }
  }

  private static int dataStart(int count) {
    long end = HEADER + (long) INDEX_ENTRY * count;
    return Math.toIntExact((end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
  }

  private static int headerCrc(ByteBuffer file, int count) {
    CRC32C crc = new CRC32C();
    crc.update(file.slice(0, HEADER_CHECKED));
    crc.update(file.slice(HEADER, INDEX_ENTRY * count));
    return (int) crc.getValue();
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
