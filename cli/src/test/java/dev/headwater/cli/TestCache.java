package dev.headwater.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One cache of features for all tests of this process whose subject is not the cache: the same
 * drawn pictures go through the backbone once. Deleted at the end of the process.
 */
public final class TestCache {
  private static final Path FOLDER = create();

  private TestCache() {}

  /** {@code --cache} and the folder. */
  public static List<String> flags() {
    return List.of("--cache", FOLDER.toString());
  }

  /** The folder. */
  public static String path() {
    return FOLDER.toString();
  }

  private static Path create() {
    try {
      Path folder = Files.createTempDirectory("headwater-test-cache");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
