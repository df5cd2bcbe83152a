package dev.headwater.files.disk;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;

/**
 * Every write, fsync and rename of state passes here: what a run, a ledger, an audit log and a
 * node's folder hold. Tests end the process before each of these steps in turn and look at what is
 * left; in a program nothing but a comparison is added to a call of the system.
 */
public final class Disk {
  /** Only tests, which stand in this package, put another in its place. */
  private static volatile Witness witness = Witness.NONE;

  private Disk() {}

  static void watchedBy(Witness other) {
    witness = other;
  }

  /** Where bytes go: a stream's or a random access file's own method. */
  @FunctionalInterface
  public interface Sink {
    /** Writes {@code length} bytes from {@code from} on. */
    void write(byte[] bytes, int from, int length) throws IOException;
  }

  /**
   * Makes an empty file whose name is on disk when this returns.
   *
   * @throws IOException if it exists, or cannot be made
   */
  public static void create(Path file, FileAttribute<?>... attributes) throws IOException {
    witness.before(new Step.Create(file));
    Files.createFile(file, attributes);
    syncFolder(file);
  }

  /**
   * Writes bytes; they are not on disk before {@link #sync}.
   *
   * @param file where {@code to} leads
   */
  public static void write(Sink to, Path file, byte[] bytes, int from, int length)
      throws IOException {
    Witness seen = witness;
    if (seen == Witness.NONE) {
      to.write(bytes, from, length);
      return;
    }
    int half = length / 2;
    seen.before(new Step.Write(file));
    to.write(bytes, from, half);
    seen.before(new Step.Write(file));
    to.write(bytes, from + half, length - half);
  }

  /** Forces what was written to the disk. */
  public static void sync(FileDescriptor open, Path file) throws IOException {
    witness.before(new Step.Sync(file));
    open.sync();
  }

  /** Puts {@code from} in the place of {@code to}, atomically, and on disk when this returns. */
  public static void rename(Path from, Path to) throws IOException {
    witness.before(new Step.Rename(from, to));
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(to);
  }

  /**
   * Gives a file a second name, on disk when this returns.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the name is taken
   * @throws UnsupportedOperationException if the file system has no links
   */
  public static void link(Path from, Path to) throws IOException {
    witness.before(new Step.Link(from, to));
    Files.createLink(to, from);
    syncFolder(to);
  }

  /** Shortens an open file, on disk when this returns. */
  public static void truncate(RandomAccessFile open, Path file, long length) throws IOException {
    witness.before(new Step.Truncate(file));
    open.setLength(length);
    sync(open.getFD(), file);
  }

  /** Deletes a file, if it is there; whether that is on disk does not matter to anybody. */
  public static void delete(Path file) throws IOException {
    witness.before(new Step.Delete(file));
    Files.deleteIfExists(file);
  }

  /**
   * A file's content can be on disk without its name. Where folders cannot be forced to the disk
   * the file system orders the two by itself, or nobody can.
   */
  private static void syncFolder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    witness.before(new Step.SyncFolder(folder));
    // Channels give up on an interrupted thread, which often has its work to save.
    boolean interrupted = Thread.interrupted();
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (IOException e) {
      // The file is there all the same.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
