package dev.headwater.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder, private to this user, until it is closed or Java ends, also by Ctrl-C. */
public final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Thread leaving = new Thread(this::delete, "temporary-folder");

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes an empty folder.
   *
   * @param prefix of its name
   * @throws UserDataException if there is no room where Java keeps such
   */
  public static TemporaryFolder create(String prefix) {
    try {
      TemporaryFolder folder = new TemporaryFolder(Files.createTempDirectory(prefix));
      Runtime.getRuntime().addShutdownHook(folder.leaving);
      return folder;
    } catch (IOException e) {
      throw new UserDataException(
          "%s: no temporary folder, %s (expected: room where Java keeps such; -Djava.io.tmpdir=DIR in HEADWATER_JAVA_OPTS chooses another place)"
              .formatted(prefix, FileTrouble.words(e)),
          e);
    }
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(leaving);
    } catch (IllegalStateException e) {
      // Java ends already.
    }
  }

  private void delete() {
    try (Stream<Path> all = Files.walk(path)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      // A temporary folder that stays is no reason to lose a result.
    }
  }
}
