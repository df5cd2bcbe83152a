package dev.headwater.vision.backbone;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The shared folder of real data, beside the repository or where HEADWATER_SHARED says. */
public final class Shared {
  private Shared() {}

  /** A file of it; the test is skipped, with a message, where it is absent. */
  public static Path file(String name) {
    String shared = System.getenv("HEADWATER_SHARED");
    Path folder = shared != null ? Path.of(shared) : root().resolve("../shared").normalize();
    Path file = folder.resolve(name);
    Assumptions.assumeTrue(
        Files.exists(file), file + ": absent, test skipped (set HEADWATER_SHARED)");
    return file;
  }

  /** The root of the repository: what Maven says, or the next folder up that has {@code .mvn}. */
  public static Path root() {
    String root = System.getProperty("headwater.root");
    if (root != null) {
      return Path.of(root);
    }
    Path folder = Path.of("").toAbsolutePath();
    while (folder.getParent() != null && !Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
