package dev.headwater.files.disk;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of lines that is only added to. Where a full disk took a part of a line, that part is
 * removed again before the next one is written. Safe for concurrent use.
 */
public final class AppendedFile implements AutoCloseable {
  private final Path file;
  private final FileOutputStream out;
  private long length;
  private boolean torn;

  private AppendedFile(Path file, FileOutputStream out, long length) {
    this.file = file;
    this.out = out;
    this.length = length;
  }

  /**
   * Goes on after what the file holds.
   *
   * @param file whose last line is whole; made if it is missing
   * @throws IOException if it cannot be written
   */
  public static AppendedFile open(Path file) throws IOException {
    if (!Files.exists(file)) {
      Disk.create(file);
    }
    // No channel: channels abandon a write when the run's thread is interrupted.
    return new AppendedFile(file, new FileOutputStream(file.toFile(), true), Files.size(file));
  }

  /**
   * Adds a line.
   *
   * @param line without its line end
   * @param forced whether it, and all before it, is on disk when this returns
   * @throws IOException if it cannot be written; then it is not there
   */
  public synchronized void append(String line, boolean forced) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    if (torn) {
      mend();
    }
    try {
      Disk.write(out::write, file, bytes, 0, bytes.length);
      if (forced) {
        Disk.sync(out.getFD(), file);
      }
    } catch (IOException e) {
      torn = true;
      try {
        mend();
      } catch (IOException again) {
        e.addSuppressed(again); // before the next line, or whoever opens the file drops it
      }
      throw e;
    }
    length += bytes.length;
  }

  private void mend() throws IOException {
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      if (access.length() > length) {
        Disk.truncate(access, file, length);
      }
    }
    torn = false;
  }

  /** Forces all lines to the disk. */
  public synchronized void sync() throws IOException {
    Disk.sync(out.getFD(), file);
  }

  /** Forces nothing; closing twice does nothing the second time. */
  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
