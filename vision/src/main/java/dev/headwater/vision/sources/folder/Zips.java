package dev.headwater.vision.sources.folder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Alike;
import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.data.ReadableNames;
import dev.headwater.vision.data.StampedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Lists a zip. Entries are read in place and from any thread; nothing is unpacked to disk. The file
 * stays open as long as something refers to its pictures.
 */
public final class Zips {
  private static final Charset DOS =
      Charset.isSupported("IBM437") ? Charset.forName("IBM437") : ISO_8859_1;

  /** Header id of a name in UTF-8 beside the other one (APPNOTE.TXT 4.6.9). */
  private static final int UNICODE_PATH = 0x7075;

  private Zips() {}

  public static Tree open(Path file) {
    return open(file, Clock.systemUTC());
  }

  /** Lists a zip; {@code clock} says when its stamp was taken. */
  static Tree open(Path file, Clock clock) {
    String name = PictureSet.nameOf(file);
    StampedFile stamped = StampedFile.of("zip", file, clock);
    ZipFile zip = openFile(file, name);
    try {
      return new Tree(name, list(zip, name, stamped));
    } catch (UserDataException e) {
      try {
        zip.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static ZipFile openFile(Path file, String name) {
    try {
      return openAs(file, UTF_8);
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (why.contains("encrypted")) {
        throw new UserDataException(
            name + ": an encrypted zip (expected: one without a password; pack it again)", e);
      }
      throw new UserDataException(
          "%s: not a whole zip, %s (expected: an intact one; copy or pack it again)"
              .formatted(name, why),
          e);
    }
  }

  private static ZipFile openAs(Path file, Charset names) throws IOException {
    try {
      return new ZipFile(file.toFile(), names);
    } catch (ZipException e) {
      // Names without a flag for UTF-8 are in the code page of DOS (APPNOTE.TXT, appendix D).
      if (names.equals(UTF_8) && String.valueOf(e.getMessage()).contains("bad entry name")) {
        return openAs(file, DOS);
      }
      throw e;
    }
  }

  private static SortedMap<String, Tree.Source> list(
      ZipFile zip, String name, StampedFile stamped) {
    if (zip.size() > Tree.MAX_FILES) {
      throw new UserDataException(
          "%s: %d entries (expected: at most %d)".formatted(name, zip.size(), Tree.MAX_FILES));
    }
    SortedMap<String, Tree.Source> files = new TreeMap<>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String path = pathOf(entry);
      if (escapes(path)) {
        throw new UserDataException(
            "%s: entry %s points outside the zip (expected: relative names without '..'; do not trust this file)"
                .formatted(name, entry.getName()));
      }
      if (entry.isDirectory() || path.endsWith("/") || isIgnored(path)) {
        continue;
      }
      if (ReadableNames.isLost(path)) {
        throw new UserDataException(
            "%s: entry %s has lost letters of its name (expected: names in UTF-8; pack it again under LC_ALL=C.UTF-8)"
                .formatted(name, path));
      }
      if (entry.getSize() < 0 || entry.getSize() > Tree.MAX_FILE_BYTES) {
        throw new UserDataException(
            "%s: entry %s has %d bytes (expected: pictures of at most %d)"
                .formatted(name, path, entry.getSize(), Tree.MAX_FILE_BYTES));
      }
      if (files.put(path, new Entry(zip, entry, path, stamped)) != null) {
        throw new UserDataException(
            "%s: two entries are called %s (expected: every file once; pack it again)"
                .formatted(name, path));
      }
    }
    return files;
  }

  private record Entry(ZipFile zip, ZipEntry entry, String path, StampedFile stamped)
      implements Tree.Source {
    @Override
    public byte[] read() throws IOException {
      return Zips.read(zip, entry, path);
    }

    @Override
    public @Nullable Origin origin() throws IOException {
      return stamped.origin(path);
    }
  }

  /** Composed, with {@code /} between folders, and without folders called {@code .}. */
  private static String pathOf(ZipEntry entry) {
    String name = unicodeName(entry.getExtra(), entry.getName());
    String path = Alike.composed(name.replace('\\', '/'));
    return path.contains("./") || path.contains("//")
        ? path.replaceFirst("^(\\./+)+", "").replaceAll("/(\\./|/)+", "/")
        : path;
  }

  private static String unicodeName(byte @Nullable [] extra, String name) {
    if (extra == null) {
      return name;
    }
    ByteBuffer fields = ByteBuffer.wrap(extra).order(ByteOrder.LITTLE_ENDIAN);
    while (fields.remaining() >= 4) {
      int id = fields.getShort() & 0xffff;
      int length = fields.getShort() & 0xffff;
      if (length > fields.remaining()) {
        break;
      }
      // A version byte and the checksum of the other name, then the name.
      if (id == UNICODE_PATH && length > 5 && isOf(fields.getInt(fields.position() + 1), name)) {
        return new String(extra, fields.position() + 5, length - 5, UTF_8);
      }
      fields.position(fields.position() + length);
    }
    return name;
  }

  /** Whether it is the checksum of this name: some tools rename an entry and leave the field. */
  private static boolean isOf(int checksum, String name) {
    for (Charset charset : new Charset[] {UTF_8, DOS}) {
      CRC32 crc = new CRC32();
      crc.update(name.getBytes(charset));
      if ((int) crc.getValue() == checksum) {
        return true;
      }
    }
    return false;
  }

  private static boolean escapes(String path) {
    return path.startsWith("/")
        || (path.length() > 1 && path.charAt(1) == ':')
        || ("/" + path + "/").contains("/../");
  }

  private static boolean isIgnored(String path) {
    for (String segment : path.split("/", -1)) {
      if (Tree.isIgnored(segment)) {
        return true;
      }
    }
    return false;
  }

  /** Never inflates beyond the declared size, and checks what comes out. */
  private static byte[] read(ZipFile zip, ZipEntry entry, String path) throws IOException {
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = Tree.readExactly(in, entry.getSize(), path);
    } catch (ZipException e) {
      throw new UserDataException(
          "%s: damaged inside the zip, %s (expected: an intact zip)"
              .formatted(path, e.getMessage()),
          e);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (crc.getValue() != entry.getCrc()) {
      throw new UserDataException(
          path + ": damaged inside the zip, its checksum is wrong (expected: an intact zip)");
    }
    return bytes;
  }
}
