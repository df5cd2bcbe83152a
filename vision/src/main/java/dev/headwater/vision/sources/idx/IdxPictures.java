package dev.headwater.vision.sources.idx;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.RawPixels;
import dev.headwater.vision.data.StampedFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * One pair of IDX files in memory, once: grey pictures and their labels.
 *
 * @param pixels {@code [count, height, width]}
 * @param labels {@code [count]}
 * @param origin of the pixels; null where the file changed while it was read
 */
@SuppressWarnings("ArrayRecordComponent") // shared by all its pictures, never compared
record IdxPictures(
    String title, int width, int height, byte[] pixels, byte[] labels, @Nullable Origin origin) {
  private static final int MAX_SIDE = 4096;

  /** Deflate cannot do better than this; a header that claims more lies. */
  private static final long MAX_COMPRESSION = 1032;

  static IdxPictures read(Path images, Path labels) {
    try {
      return readBoth(images, labels);
    } catch (EOFException e) {
      throw new UserDataException(
          "%s: shorter than its header says, or its labels are (expected: whole files; copy them again)"
              .formatted(images.getFileName()),
          e);
    } catch (ZipException e) {
      throw new UserDataException(
          "%s: damaged, or its labels are: %s (expected: intact gzip files; copy them again)"
              .formatted(images.getFileName(), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UserDataException(
          "%s: cannot be read, %s (expected: readable files)"
              .formatted(images.getFileName(), FileTrouble.words(e)),
          e);
    }
  }

  private static IdxPictures readBoth(Path images, Path labels) throws IOException {
    String title = String.valueOf(images.getFileName());
    byte[] classes;
    try (DataInputStream in = open(labels)) {
      int count = header(in, labels, 1);
      classes = body(in, labels, count);
    }
    StampedFile stamped = StampedFile.of("idx", images, Clock.systemUTC());
    try (DataInputStream in = open(images)) {
      int count = header(in, images, 3);
      int height = in.readInt();
      int width = in.readInt();
      if (count != classes.length) {
        throw new UserDataException(
            "%s: %d pictures but %d labels in %s (expected: as many)"
                .formatted(title, count, classes.length, labels.getFileName()));
      }
      if (height < 1 || width < 1 || height > MAX_SIDE || width > MAX_SIDE) {
        throw new UserDataException(
            "%s: pictures of %d x %d (expected: sides of 1 to %d)"
                .formatted(title, width, height, MAX_SIDE));
      }
      byte[] pixels = body(in, images, (long) count * height * width);
      return new IdxPictures(title, width, height, pixels, classes, stamped.origin(""));
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      // By magic number: a file may be unpacked and keep its name, or the other way round.
      in.mark(2);
      boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return new DataInputStream(
          zipped ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static int header(DataInputStream in, Path file, int dimensions) throws IOException {
    int magic = in.readInt();
    int expected = 0x800 + dimensions;
    if (magic != expected) {
      throw new UserDataException(
          "%s: begins with %08x (expected: %08x, unsigned bytes in %d dimensions)"
              .formatted(file.getFileName(), magic, expected, dimensions));
    }
    int count = in.readInt();
    if (count < 1) {
      throw new UserDataException(
          "%s: %d items (expected: at least 1)".formatted(file.getFileName(), count));
    }
    return count;
  }

  /** Checks the length against the file before memory is taken for it. */
  private static byte[] body(DataInputStream in, Path file, long length) throws IOException {
    if (length > Integer.MAX_VALUE - 16) {
      throw new UserDataException(
          "%s: %d bytes of content (expected: below 2 GiB)".formatted(file.getFileName(), length));
    }
    if (length > MAX_COMPRESSION * Files.size(file)) {
      throw new EOFException("header claims " + length + " bytes");
    }
    byte[] bytes = new byte[(int) length];
    in.readFully(bytes);
    if (in.read() >= 0) {
      throw new UserDataException(
          "%s: longer than its header says (expected: %d bytes of content)"
              .formatted(file.getFileName(), length));
    }
    return bytes;
  }

  int count() {
    return labels.length;
  }

  void forEachLabel(BiConsumer<Integer, Integer> visitor) {
    for (int i = 0; i < labels.length; i++) {
      visitor.accept(i, labels[i] & 0xff);
    }
  }

  /** Picture {@code index} in its canonical encoding. */
  byte[] encoded(int index) {
    return RawPixels.encode(width, height, 1, pixels, index * width * height);
  }
}
