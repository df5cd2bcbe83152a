package dev.headwater.vision.features;

import dev.headwater.files.WholeFile;
import dev.headwater.vision.digests.PictureKey;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An immutable file of feature vectors, mapped into memory when they are needed. Little endian:
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
 * Opening reads and checks all but the vectors; {@link #isIntact} checks one of those.
 */
final class Segment {
  private static final byte[] MAGIC = {'H', 'W', 'F', 'E', 'A', 'T', '1', '\n'};
  private static final int HEADER = 64;
  private static final int HEADER_CHECKED = 60;
  private static final int INDEX_ENTRY = 40;
  private static final int ALIGNMENT = 64;

  /** Holds the index of small segments: those are many. */
  private static final int FIRST_READ = 4096;

  /** Bounds on the work lost by a kill, and on memory. */
  static final int MOST_ROWS = 2048;

  private static final int MOST_BYTES = 32 << 20;
  private static final int SMALL_ONE_IN = 8;

  private final Path file;
  private final int features;
  private final List<PictureKey> keys;
  private final int[] checksums;
  private @Nullable Rows mapped;

  private Segment(Path file, int features, List<PictureKey> keys, int[] checksums) {
    this.file = file;
    this.features = features;
    this.keys = keys;
    this.checksums = checksums;
  }

  /** How many vectors one segment holds at most. */
  static int mostRows(int features) {
    return Math.max(1, Math.min(MOST_ROWS, MOST_BYTES / (Float.BYTES * features)));
  }

  /** Whether it is so short that thousands of its kind had better be few. */
  boolean isSmall() {
    return keys.size() < mostRows(features) / SMALL_ONE_IN;
  }

  /** Whose vectors these are, in order. */
  List<PictureKey> keys() {
    return Collections.unmodifiableList(keys);
  }

  /**
   * The vectors, mapped when first asked for: a cache may have thousands of files, and a run needs
   * few.
   *
   * @throws IOException if the file cannot be mapped, such as when it is gone
   */
  synchronized Rows rows() throws IOException {
    Rows rows = mapped;
    if (rows == null) {
      rows = new Rows(features, keys, map());
      mapped = rows;
    }
    return rows;
  }

  /**
   * Whether a vector's bytes are those that were written.
   *
   * @throws IOException as {@link #rows}
   */
  boolean isIntact(int row) throws IOException {
    return crc(rows().bytes(row)) == checksums[row];
  }

  /**
   * A copy of all vectors in memory.
   *
   * @throws IOException if the file cannot be read, or a vector is damaged
   */
  Rows load() throws IOException {
    byte[] values = new byte[keys.size() * features * Float.BYTES];
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(dataStart(keys.size()));
      in.readFully(values);
    }
    Rows copy = new Rows(features, keys, ByteBuffer.wrap(values));
    for (int row = 0; row < keys.size(); row++) {
      if (crc(copy.bytes(row)) != checksums[row]) {
        throw new IOException("values are damaged");
      }
    }
    return copy;
  }

  private ByteBuffer map() throws IOException {
    // Mapping fails on a thread that is interrupted, and that is no fault of the file.
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          long length = dataStart(keys.size()) + (long) keys.size() * features * Float.BYTES;
          if (channel.size() != length) {
            throw new IOException("%d bytes (expected: %d)".formatted(channel.size(), length));
          }
          int start = dataStart(keys.size());
          return channel.map(FileChannel.MapMode.READ_ONLY, start, length - start);
        } catch (ClosedByInterruptException e) {
          interrupted = Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
   * Reads all of a segment but its vectors; an interrupt does not disturb it.
   *
   * @throws IOException if it cannot be read or is not a whole segment of this identity; says why
   */
  static Segment open(Path file, byte[] identity, int features) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = in.length();
      if (length < HEADER || length > Integer.MAX_VALUE) {
        throw new IOException("a file of %d bytes is no segment".formatted(length));
      }
      byte[] bytes = new byte[(int) Math.min(length, FIRST_READ)];
      in.readFully(bytes);
      ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int count = count(head, length, identity, features);
      int end = HEADER + INDEX_ENTRY * count;
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, end);
        in.readFully(bytes, head.limit(), end - head.limit());
        head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      }
      if (head.getInt(HEADER_CHECKED) != headerCrc(head, count)) {
        throw new IOException("the index is damaged");
      }
      List<PictureKey> keys = new ArrayList<>(count);
      int[] checksums = new int[count];
      head.position(HEADER);
      for (int row = 0; row < count; row++) {
        keys.add(PictureKey.read(head));
        checksums[row] = head.getInt();
        head.getInt();
      }
      return new Segment(file, features, keys, checksums);
    } catch (FileNotFoundException e) {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      throw e;
    }
  }

  private static int count(ByteBuffer head, long length, byte[] identity, int features)
      throws IOException {
    byte[] magic = new byte[MAGIC.length];
    head.get(magic);
    int width = head.getInt();
    int count = head.getInt();
    byte[] writer = new byte[identity.length];
    head.get(writer);
    if (!Arrays.equals(magic, MAGIC) || width != features || !Arrays.equals(writer, identity)) {
      throw new IOException("not a segment of this extractor");
    }
    long rowBytes = (long) features * Float.BYTES;
    if (count < 1 || count > length / rowBytes || dataStart(count) + count * rowBytes != length) {
      throw new IOException(
          "%d bytes do not hold %d vectors of %d".formatted(length, count, features));
    }
    return count;
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
