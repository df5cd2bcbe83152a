package dev.headwater.simulations.output.state;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.disk.Disk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Makes one process the only writer of a run's folder, for as long as it runs. The operating system
 * takes the lock back when the process ends, however it ends, so that a crash leaves none behind.
 */
public final class FolderLock implements AutoCloseable {
  /**
   * The locked file; empty. It stays beside other files: whoever removes it could take a second
   * lock.
   */
  public static final String NAME = ".lock";

  /**
   * What this process holds. It is asked first: to open and close the file again would give back
   * the lock that is held, as some systems release all locks of a process on a file then.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final RandomAccessFile file;
  private final Path key;
  private final boolean fresh;
  private final AtomicBoolean closed = new AtomicBoolean();

  private FolderLock(Path folder, RandomAccessFile file, Path key, boolean fresh) {
    this.folder = folder;
    this.file = file;
    this.key = key;
    this.fresh = fresh;
  }

  /**
   * {@return the lock; the caller closes it}
   *
   * @param runFolder which exists
   * @throws UserDataException if another process holds it, or this one, or the folder cannot be
   *     written
   */
  public static FolderLock take(Path runFolder) {
    return take(runFolder, false);
  }

  /**
   * {@return the lock of a folder that was made for it; the caller closes it} The folder is removed
   * with the lock, if it is still empty then.
   *
   * @param runFolder which exists
   * @throws UserDataException as {@link #take}
   */
  public static FolderLock takeNew(Path runFolder) {
    return take(runFolder, true);
  }

  /**
   * {@return whether a process writes into a folder now; false where nobody here may know}
   *
   * @param runFolder which exists
   */
  public static boolean isTaken(Path runFolder) {
    Path name = runFolder.resolve(NAME);
    try {
      if (HELD.contains(runFolder.toRealPath())) {
        return true;
      }
      if (!Files.isWritable(name)) {
        return false;
      }
      try (RandomAccessFile file = new RandomAccessFile(name.toFile(), "rw");
          FileLock lock = file.getChannel().tryLock()) {
        return lock == null;
      }
    } catch (IOException e) {
      return false;
    }
  }

  private static FolderLock take(Path runFolder, boolean fresh) {
    try {
      Path key = runFolder.toRealPath();
      if (!HELD.add(key)) {
        throw taken(runFolder);
      }
      RandomAccessFile file = null;
      boolean locked = false;
      try {
        Path name = runFolder.resolve(NAME);
        file = new RandomAccessFile(name.toFile(), "rw");
        // Whoever held it may have removed the file in between: then the lock is on no file.
        locked = file.getChannel().tryLock() != null && Files.exists(name);
        if (!locked) {
          throw taken(runFolder);
        }
        return new FolderLock(runFolder, file, key, fresh);
      } finally {
        if (!locked) {
          HELD.remove(key);
          if (file != null) {
            file.close();
          }
        }
      }
    } catch (IOException e) {
      throw new UserDataException(
          "run folder: %s cannot be locked: %s (expected: a disk that knows locks, and the right to write)"
              .formatted(runFolder, FileTrouble.words(e)),
          e);
    }
  }

  private static UserDataException taken(Path runFolder) {
    return new UserDataException(
        "run folder: another process runs in %s (expected: one at a time; wait for its end, or stop it)"
            .formatted(runFolder));
  }

  /** {@return the locked folder} */
  public Path folder() {
    return folder;
  }

  /** Does nothing the second time. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try (file) {
      if (fresh) {
        removeIfEmpty();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(key);
    }
  }

  /** A run that was refused before it began leaves nothing behind. */
  private void removeIfEmpty() {
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.allMatch(entry -> entry.endsWith(NAME))) {
        Disk.delete(folder.resolve(NAME));
        Disk.delete(folder);
      }
    } catch (IOException e) {
      // It stays, empty: the next run may have it.
    }
  }
}
