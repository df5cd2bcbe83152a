package dev.headwater.simulations.output.state;

import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * Makes one process the only writer of a run's folder, for as long as it runs. The operating system
 * takes the lock back when the process ends, however it ends, so that a crash leaves none behind.
 */
public final class FolderLock implements AutoCloseable {
  /**
   * The locked file; empty. It stays in the folder: whoever removes it could take a second lock.
   */
  public static final String NAME = ".lock";

  private final RandomAccessFile file;

  private FolderLock(RandomAccessFile file) {
    this.file = file;
  }

  /**
   * {@return the lock; the caller closes it}
   *
   * @param runFolder which exists
   * @throws UserDataException if another process holds it, or the folder cannot be written
   */
  public static FolderLock take(Path runFolder) {
    Path path = runFolder.resolve(NAME);
    try {
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      try {
        if (file.getChannel().tryLock() != null) {
          return new FolderLock(file);
        }
      } catch (OverlappingFileLockException e) { // this very process
        file.close();
        throw taken(runFolder);
      }
      file.close();
      throw taken(runFolder);
    } catch (IOException e) {
      throw new UserDataException(
          "run folder: %s cannot be locked: %s (expected: a disk that knows locks, and the right to write)"
              .formatted(runFolder, e.getMessage()),
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
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
