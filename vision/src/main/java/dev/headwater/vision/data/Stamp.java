package dev.headwater.vision.data;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a file system tells of a file without reading it. Whoever writes to a file can set its
 * modification time back, and replace it by one of the same length; no program can set the time of
 * its last change back.
 *
 * @param size in bytes
 * @param modified time of the last write, in nanoseconds since 1970
 * @param changed time of the last change of content, name or permissions, in nanoseconds since
 *     1970; 0 where the file system does not tell (Windows)
 * @param device the file system it is on; 0 where it does not tell
 * @param inode its number there; 0 where it does not tell
 */
public record Stamp(long size, long modified, long changed, long device, long inode) {
  /** Of what is generated: there is no file that could change. */
  public static final Stamp GENERATED = new Stamp(0, 0, 0, 0, 0);

  private static final String UNIX = "unix";

  /**
   * The stamp of a file as it is now; links are followed.
   *
   * @throws IOException if it is gone or may not be looked at
   */
  public static Stamp of(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains(UNIX)) {
      BasicFileAttributes known = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(known.size(), nanos(known.lastModifiedTime()), 0, 0, 0);
    }
    // All by one call: attributes of two calls may be those of two files.
    Map<String, Object> known =
        Files.readAttributes(file, UNIX + ":size,lastModifiedTime,ctime,dev,ino");
    return new Stamp(
        value(known, "size", Long.class),
        nanos(value(known, "lastModifiedTime", FileTime.class)),
        nanos(value(known, "ctime", FileTime.class)),
        value(known, "dev", Long.class),
        value(known, "ino", Long.class));
  }

  private static <T> T value(Map<String, Object> known, String name, Class<T> type) {
    return type.cast(requireNonNull(known.get(name), name));
  }

  /** When the file was last written or changed, in milliseconds since 1970, rounded up. */
  long newestMillis() {
    return Math.floorDiv(Math.max(modified, changed), 1_000_000L) + 1;
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }
}
