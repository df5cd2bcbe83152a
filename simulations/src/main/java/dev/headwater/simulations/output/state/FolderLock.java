package dev.headwater.simulations.output.state;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes one process the only writer of a run's folder, for as long as it runs. The operating system
 * takes the lock back when the process ends, however it ends, so that a crash leaves none behind.
 */
public final class FolderLock implements AutoCloseable {
  /**
   * The locked file; empty. It stays in the folder: whoever removes it could take a second lock.
   */
  public static final String NAME = ".lock";

  /**
   * What this process holds. It is asked first: to open and close the file again would give back
   * the lock that is held, as some systems release all locks of a process on a file then.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final RandomAccessFile file;
  private final Path key;

  private FolderLock(RandomAccessFile file, Path key) {
    this.file = file;
    this.key = key;
  }

  /**
   * {@return the lock; the caller closes it}
   *
   * @param runFolder which exists
   * @throws UserDataException if another process holds it, or this one, or the folder cannot be
   *     written
   */
  public static FolderLock take(Path runFolder) {
    try {
      Path key = runFolder.toRealPath();
      if (!HELD.add(key)) {
        throw taken(runFolder);
      }
      RandomAccessFile file = null;
      boolean locked = false;
      try {
        file = new RandomAccessFile(runFolder.resolve(NAME).toFile(), "rw");
        locked = file.getChannel().tryLock() != null;
        if (!locked) {
          throw taken(runFolder);
        }
        return new FolderLock(file, key);
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

  @Override
  public void close() {
    HELD.remove(key);
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
