package dev.headwater.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that several processes make at once. */
class CreatedOnceTest {
  private final Path folder;

  CreatedOnceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void oneOfManyMakesItAndAllFindItsWholeContent() throws IOException {
    Path file = folder.resolve("key");
    Set<String> makers = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 64)
        .parallel()
        .forEach(
            i -> {
              try {
                if (WholeFile.createSecret(file, bytes("from " + i))) {
                  makers.add("from " + i);
                }
                assertThat(Files.readString(file)).startsWith("from ");
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(makers).hasSize(1).contains(Files.readString(file));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("no temporary file").containsExactly(file);
    }
  }

  @Test
  void whatIsThereStays() throws IOException {
    Path file = Files.writeString(folder.resolve("key"), "mine");
    assertThat(WholeFile.createSecret(file, bytes("another"))).isFalse();
    assertThat(file).hasContent("mine");
  }
}
