package dev.headwater.files;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/** Atomic file writes: a file appears completely or not at all. */
public final class WholeFile {
  private WholeFile() {}

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

  private static void write(Path file, boolean secret, ByteBuffer... content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file + ": not a file");
    }
    // Not createTempFile: its files are readable only by the owner, and so would be the result.
    Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      if (secret) {
        Files.createFile(temporary, ownerOnly(temporary, "rw-------"));
      }
      try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
        for (ByteBuffer part : content) {
          out.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
        }
        out.getFD().sync();
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
