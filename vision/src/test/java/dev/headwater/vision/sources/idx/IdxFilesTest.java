package dev.headwater.vision.sources.idx;

import static dev.headwater.vision.sources.TestPictures.labels;
import static dev.headwater.vision.sources.TestPictures.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.image.RgbImage;
import dev.headwater.vision.sources.PictureSets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFilesTest {
  private static final int[] LABELS = {3, 0, 11, 3};

  private final Path dir;

  IdxFilesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @BeforeEach
  void writeTraining() throws IOException {
    write("train-images-idx3-ubyte", images(4, 3, 2));
    write("train-labels-idx1-ubyte", labelBytes(LABELS));
  }

  @Test
  void folderOfTrainAndTestPlainAndZipped() throws IOException {
    writeZipped("t10k-images.idx3-ubyte.gz", images(2, 3, 2));
    writeZipped("t10k-labels-idx1-ubyte.gz", labelBytes(11, 0));

    PictureSet set = PictureSets.open(dir);

    assertThat(set.labels()).containsExactly("00", "03", "11");
    assertThat(names(set.train()))
        .containsExactly("train/000001", "train/000000", "train/000003", "train/000002");
    assertThat(labels(set.train())).containsExactly("00", "03", "03", "11");
    assertThat(names(set.test())).containsExactly("test/000001", "test/000000");
    Picture first = set.train().get(0);
    RgbImage image = first.content().decode(first.content().bytes());
    assertThat(image.height()).isEqualTo(3);
    assertThat(image.width()).isEqualTo(2);
    assertThat(image.rgb()).startsWith(6, 6, 6, 7, 7, 7).endsWith(11, 11, 11);
  }

  @Test
  void oneFileNamesItsSet() throws IOException {
    write("letters-train-images-idx3-ubyte", images(1, 1, 1));
    write("letters-train-labels-idx1-ubyte", labelBytes(5));

    assertThat(PictureSets.open(dir.resolve("letters-train-labels-idx1-ubyte")).labels())
        .containsExactly("5");
    assertThat(PictureSets.open(dir.resolve("train-images-idx3-ubyte")).train()).hasSize(4);
    assertRefused("several IDX data sets");
  }

  @Test
  void missingLabelsAreNamed() throws IOException {
    Files.delete(dir.resolve("train-labels-idx1-ubyte"));
    assertRefused("no train-labels-idx1-ubyte");
  }

  @Test
  void wrongMagicIsRefused() throws IOException {
    byte[] images = images(4, 3, 2);
    images[3] = 4;
    write("train-images-idx3-ubyte", images);
    assertRefused("begins with 00000804", "expected: 00000803");
  }

  @Test
  void countsThatDisagreeAreRefused() throws IOException {
    write("train-labels-idx1-ubyte", labelBytes(1, 2, 3));
    assertRefused("4 pictures but 3 labels");
  }

  @Test
  void truncatedFilesAreRefused() throws IOException {
    byte[] images = images(4, 3, 2);
    for (int length : new int[] {0, 3, 10, 16, images.length - 1}) {
      write("train-images-idx3-ubyte", Arrays.copyOf(images, length));
      assertRefused("train-images-idx3-ubyte: shorter than its header says");
    }
    writeZipped("train-images-idx3-ubyte", Arrays.copyOf(images, 30));
    assertRefused("shorter than its header says");
  }

  @Test
  void filesWithMoreThanTheirHeaderSaysAreRefused() throws IOException {
    write("train-images-idx3-ubyte", Arrays.copyOf(images(4, 3, 2), 60));
    assertRefused("longer than its header says");
  }

  @Test
  void absurdHeadersTakeNoMemory() throws IOException {
    write("train-images-idx3-ubyte", header(0x803, 4, 5000, 5000));
    assertRefused("5000 x 5000");
    write("train-labels-idx1-ubyte", header(0x801, 2_000_000_000));
    assertRefused("shorter than its header says");
    write("train-labels-idx1-ubyte", header(0x801, -1));
    assertRefused("-1 items");
  }

  @Test
  void labelThatOnlyTheTestHasIsRefused() throws IOException {
    write("t10k-images-idx3-ubyte", images(1, 3, 2));
    write("t10k-labels-idx1-ubyte", labelBytes(4));
    assertRefused("test picture 0 has label 4");
  }

  @Test
  void idxFileOfAnotherNameIsRefused() throws IOException {
    Path file = Files.write(dir.resolve("pictures.idx"), images(1, 1, 1));
    assertThatThrownBy(() -> PictureSets.open(file))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("pictures.idx", "train-images-idx3-ubyte");
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> PictureSets.open(dir))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll(words);
  }

  /** Pixels count upwards from 0 through all pictures. */
  private static byte[] images(int count, int height, int width) {
    ByteBuffer out = ByteBuffer.allocate(16 + count * height * width);
    out.put(header(0x803, count, height, width));
    for (int i = 0; out.hasRemaining(); i++) {
      out.put((byte) i);
    }
    return out.array();
  }

  private static byte[] labelBytes(int... labels) {
    ByteBuffer out = ByteBuffer.allocate(8 + labels.length).put(header(0x801, labels.length));
    for (int label : labels) {
      out.put((byte) label);
    }
    return out.array();
  }

  private static byte[] header(int... numbers) {
    ByteBuffer out = ByteBuffer.allocate(4 * numbers.length);
    for (int number : numbers) {
      out.putInt(number);
    }
    return out.array();
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(dir.resolve(name), bytes);
  }

  private void writeZipped(String name, byte[] bytes) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(dir.resolve(name)))) {
      out.write(bytes);
    }
  }
}
