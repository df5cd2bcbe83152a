package dev.headwater.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {
  @Test
  void folderIsThereWithAllThatIsInItUntilItIsClosed() throws IOException {
    Path path;
    try (TemporaryFolder folder = TemporaryFolder.create("headwater-test")) {
      path = folder.path();
      Files.createDirectories(path.resolve("a/b"));
      Files.writeString(path.resolve("a/b/c"), "c");
      assertThat(path.getFileName().toString()).startsWith("headwater-test");
    }
    assertThat(path).doesNotExist();
  }
}
