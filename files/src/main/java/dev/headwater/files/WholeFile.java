package dev.headwater.files;

import dev.headwater.files.disk.Disk;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Atomic file writes: a file appears completely or not at all. */
public final class WholeFile {
  private WholeFile() {}

  private static final Pattern LEFTOVER = Pattern.compile("\\..*\\.[0-9a-f-]{36}\\.tmp");

  /**
   * Removes what writers have left that were killed; call it where nobody else writes.
   *
   * @throws IOException if the folder cannot be listed, or a file cannot be deleted
   */
  public static void removeLeftovers(Path folder) throws IOException {
    List<Path> left;
    try (Stream<Path> files = Files.list(folder)) {
      left = files.filter(WholeFile::isLeftover).toList();
    }
    for (Path file : left) {
      Disk.delete(file);
    }
  }

  /** Whether a file is what a writer has left that was killed. */
  public static boolean isLeftover(Path file) {
    return LEFTOVER.matcher(file.getFileName().toString()).matches() && Files.isRegularFile(file);
  }

  /** Writes a text in UTF-8, as {@link #write(Path, ByteBuffer...)} does. */
  public static void write(Path file, String text) throws IOException {
    write(file, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes {@code content} to a temporary file beside {@code file}, flushes it to the disk and
   * renames it over {@code file}. Readers see the old file or the new one, never a partial one.
   * Plain streams are used because channels abandon a write when the thread is interrupted, and the
   * last thing an interrupted thread does is often to save its work.
   *
   * @param file the destination; its folder must exist
   * @param content array-backed buffers, written from position to limit, one after the other
   * @throws IOException if writing fails; then the temporary file is deleted
   */
  public static void write(Path file, ByteBuffer... content) throws IOException {
    write(file, false, content);
  }

  /**
   * Writes {@code content} as {@link #write(Path, ByteBuffer...)} does, readable and writable only
   * by its owner (mode 600) from the first byte on, where the file system has such permissions.
   *
   * @param file the destination; its folder must exist
   * @param content array-backed buffers, written from position to limit, one after the other
   * @throws IOException if writing fails; then the temporary file is deleted
   */
  public static void writeSecret(Path file, ByteBuffer... content) throws IOException {
    write(file, true, content);
  }

  /**
   * Makes a folder that only its owner can enter (mode 700), where the file system has such
   * permissions; does nothing if it exists.
   *
   * @param folder whose parent must exist
   * @throws IOException if it cannot be made
   */
  public static void makeSecretFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder, ownerOnly(folder, "rwx------"));
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file, String permissions) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Makes a secret file that is not there yet, as {@link #writeSecret} writes it. Of several
   * processes that make the same one, one does, and the others find its whole content.
   *
   * @param file the destination; its folder must exist
   * @param content array-backed buffers, written from position to limit, one after the other
   * @return whether this call made it; false where it was there
   * @throws IOException if writing fails; then the temporary file is deleted
   */
  public static boolean createSecret(Path file, ByteBuffer... content) throws IOException {
    Path temporary = temporary(file);
    try {
      fill(temporary, true, content);
      Disk.link(temporary, file); // a rename would replace what another process made
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return moved(temporary, file); // file systems without links
    } finally {
      Disk.delete(temporary);
    }
  }

  private static boolean moved(Path temporary, Path file) throws IOException {
    try {
      Files.move(temporary, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static void write(Path file, boolean secret, ByteBuffer... content) throws IOException {
    Path temporary = temporary(file);
    boolean renamed = false;
    try {
      fill(temporary, secret, content);
      Disk.rename(temporary, file);
      renamed = true;
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) { // streams name the temporary file, or none
      FileSystemException named =
          new FileSystemException(file.toString(), null, FileTrouble.reason(e));
      named.initCause(e);
      throw named;
    } finally {
      if (!renamed) {
        Disk.delete(temporary);
      }
    }
  }

  /** Not createTempFile: its files are readable only by the owner, and so would be the result. */
  private static Path temporary(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + ": not a file");
    }
    return folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  private static void fill(Path temporary, boolean secret, ByteBuffer... content)
      throws IOException {
    if (secret) {
      Disk.create(temporary, ownerOnly(temporary, "rw-------"));
    }
    try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
      for (ByteBuffer part : content) {
        Disk.write(
            out::write,
            temporary,
            part.array(),
            part.arrayOffset() + part.position(),
            part.remaining());
      }
      Disk.sync(out.getFD(), temporary);
    }
  }
}
