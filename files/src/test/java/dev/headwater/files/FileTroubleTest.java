package dev.headwater.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTroubleTest {
  private final Path folder;

  FileTroubleTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private interface Attempt {
    void make() throws IOException;
  }

  private static String words(Attempt attempt) {
    try {
      attempt.make();
      return "none";
    } catch (IOException e) {
      return FileTrouble.words(e);
    }
  }

  @Test
  void theReasonIsSaidWithoutNamesOfClassesAndPaths() throws IOException {
    Path file = Files.write(folder.resolve("a"), new byte[] {(byte) 0xff});

    assertThat(words(() -> Files.readString(folder.resolve("b"))))
        .isEqualTo("there is no such file or folder");
    assertThat(words(() -> Files.readString(folder))).isEqualTo("it is a folder");
    assertThat(words(() -> Files.readString(file))).isEqualTo("it is no text in UTF-8");
    assertThat(words(() -> Files.createDirectory(file)))
        .isEqualTo("something with this name is there already");
    assertThat(words(() -> Files.createDirectory(file.resolve("x"))))
        .isEqualTo("a part of its path is no folder");
    assertThat(words(() -> new FileOutputStream(folder.toFile()).close()))
        .isEqualTo("it is a folder");
  }

  @Test
  void troubleOfADiskIsToldFromBugsAndNetworks() {
    IOException full = new IOException("No space left on device");
    UncheckedIOException bare = new UncheckedIOException(full);
    assertThat(FileTrouble.in(new IllegalStateException(bare))).isSameAs(full);
    assertThat(FileTrouble.sentence(bare, full))
        .isEqualTo(
            "files: a file cannot be used: the disk is full (expected: a disk with room, and the right to read and write there)");
    assertThat(FileTrouble.sentence(new UncheckedIOException("x: y (expected: z)", full), full))
        .isEqualTo("x: y (expected: z)");
    assertThat(FileTrouble.in(new UncheckedIOException(new ConnectException("refused")))).isNull();
    assertThat(FileTrouble.in(new IllegalStateException("oops"))).isNull();
  }

  @Test
  void quotasAndDevicesHaveWords() {
    assertThat(FileTrouble.words(new IOException("Disk quota exceeded")))
        .isEqualTo("this user's share of the disk is used up");
    assertThat(words(() -> Files.writeString(Path.of("/dev/full"), "x")))
        .isEqualTo("the disk is full");
  }

  @Test
  void aFileThatCannotBeWrittenWholeIsNamedAndNotItsTemporaryOne() {
    Path file = folder.resolve("gone/report.html");
    assertThatThrownBy(() -> WholeFile.write(file, "x"))
        .isInstanceOfSatisfying(
            FileSystemException.class,
            e -> {
              assertThat(e.getFile()).isEqualTo(file.toString());
              assertThat(FileTrouble.words(e)).isEqualTo("there is no such file or folder");
              assertThat(FileTrouble.in(new IllegalStateException(e))).isSameAs(e);
            });
  }
}
