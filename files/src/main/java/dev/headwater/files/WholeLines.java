package dev.headwater.files;

import dev.headwater.files.disk.Disk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of lines that are appended to. A last line without its end was cut by a crash or a full
 * disk: whoever wrote it was not told that it is there, so it never was.
 */
public final class WholeLines {
  private WholeLines() {}

  /**
   * The lines of a file, without one that was cut; the file stays as it is.
   *
   * @throws IOException if it cannot be read
   */
  public static String read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return new String(bytes, 0, whole(bytes), StandardCharsets.UTF_8);
  }

  /**
   * Removes a last line that was cut.
   *
   * @return the bytes that are left
   * @throws IOException if the file cannot be read or written
   */
  public static long cut(Path file) throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "r")) {
      long length = access.length();
      if (length > 0) {
        access.seek(length - 1);
        if (access.read() == '\n') {
          return length; // most files, of which some are long
        }
      }
    }
    int whole = whole(Files.readAllBytes(file));
    truncate(file, whole);
    return whole;
  }

  /**
   * Shortens a file to {@code length} bytes, on disk when this returns; shorter ones stay as they
   * are.
   *
   * @throws IOException if it cannot be written
   */
  public static void truncate(Path file, long length) throws IOException {
    if (Files.size(file) > length) {
      try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
        Disk.truncate(access, file, length);
      }
    }
  }

  private static int whole(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }
}
