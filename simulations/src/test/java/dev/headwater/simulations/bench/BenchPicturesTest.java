package dev.headwater.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchPicturesTest {
  private final Path folder;

  BenchPicturesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void picturesAreIdxFilesWithTheirClassesInTurn() throws IOException {
    BenchPictures.write(folder, 25, 3);
    try (var in =
        new DataInputStream(Files.newInputStream(folder.resolve("train-images-idx3-ubyte")))) {
      assertThat(new int[] {in.readInt(), in.readInt(), in.readInt(), in.readInt()})
          .containsExactly(0x803, 25, 32, 32);
      assertThat(in.readAllBytes()).hasSize(25 * 32 * 32);
    }
    byte[] labels = Files.readAllBytes(folder.resolve("train-labels-idx1-ubyte"));
    assertThat(labels).hasSize(8 + 25);
    assertThat(labels[8 + 13]).isEqualTo((byte) 3);
    assertThat(folder.resolve("t10k-images-idx3-ubyte")).hasSize(16 + 3 * 32 * 32);
  }

  @Test
  void filesAreTheSameEverywhere() throws IOException {
    BenchPictures.write(folder.resolve("a"), 12, 1);
    BenchPictures.write(folder.resolve("b"), 12, 1);
    String images = "train-images-idx3-ubyte";
    assertThat(folder.resolve("a").resolve(images))
        .hasSameBinaryContentAs(folder.resolve("b").resolve(images));
  }

  @Test
  void folderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> BenchPictures.write(file.resolve("pictures"), 1, 1))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining(file.toString());
  }
}
