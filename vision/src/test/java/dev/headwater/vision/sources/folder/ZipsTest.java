package dev.headwater.vision.sources.folder;

import static dev.headwater.vision.sources.TestPictures.files;
import static dev.headwater.vision.sources.TestPictures.zip;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.PictureSets;
import dev.headwater.vision.sources.TestPictures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zips that are damaged or mean harm. */
class ZipsTest {
  private static final int CENTRAL = 0x02014b50;

  private final Path dir;

  ZipsTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private void assertRefused(byte[] zip, String... words) throws IOException {
    Path file = Files.write(dir.resolve("bad.zip"), zip);
    assertThatThrownBy(() -> PictureSets.open(file))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("bad.zip")
        .hasMessageContainingAll(words);
  }

  private byte[] bytes(Map<String, byte[]> files) throws IOException {
    return Files.readAllBytes(zip(dir.resolve("made.zip"), files));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil.png",
        "a/../../evil.png",
        "/etc/evil.png",
        "..\\evil.png",
        "C:\\evil.png"
      })
  void entriesThatPointOutsideAreRefused(String name) throws IOException {
    assertRefused(bytes(files("a/1.png", name)), name, "outside the zip");
  }

  @Test
  void backslashesSeparateFolders() throws IOException {
    PictureSet set = PictureSets.open(zip(dir.resolve("w.zip"), files("a\\1.png", "b\\1.png")));
    assertThat(set.labels()).containsExactly("a", "b");
  }

  @Test
  void cutZipIsRefused() throws IOException {
    byte[] whole = bytes(files("a/1.png", "b/1.png"));
    assertRefused(Arrays.copyOf(whole, whole.length - 30), "not a whole zip");
  }

  @Test
  void encryptedZipIsRefused() throws IOException {
    byte[] zip = bytes(files("a/1.png", "b/1.png"));
    zip[central(zip) + 8] |= 1;
    assertRefused(zip, "encrypted");
  }

  @Test
  void sameNameTwiceIsRefused() throws IOException {
    byte[] zip = bytes(files("a/1.png", "a/2.png"));
    String text = new String(zip, ISO_8859_1).replace("a/2.png", "a/1.png");
    assertRefused(text.getBytes(ISO_8859_1), "two entries", "a/1.png");
  }

  @Test
  void hugeDeclaredSizeIsRefused() throws IOException {
    byte[] zip = bytes(files("a/1.png", "b/1.png"));
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(central(zip) + 24, 1_999_999_999);
    assertRefused(zip, "a/1.png", "1999999999");
  }

  /** A kilobyte that inflates to a megabyte, declared as 100 bytes: reading stops at the 101st. */
  @Test
  void bombsAreNotInflatedBeyondTheirDeclaredSize() throws IOException {
    byte[] zip = bytes(Map.of("a/bomb.png", new byte[1 << 20]));
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(central(zip) + 24, 100);
    Picture bomb = PictureSets.open(Files.write(dir.resolve("b.zip"), zip)).train().get(0);

    assertThatThrownBy(() -> bomb.content().bytes())
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("a/bomb.png", "100 bytes");
  }

  @Test
  void damagedEntriesAreNamedWhenRead() throws IOException {
    byte[] zip = bytes(files("a/1.png", "b/1.png"));
    int data = 30 + "a/1.png".length();
    for (int at : new int[] {data + 20, data + 45}) {
      byte[] damaged = zip.clone();
      damaged[at] ^= 0x10;
      Picture picture =
          PictureSets.open(Files.write(dir.resolve(at + ".zip"), damaged)).train().get(0);
      assertThatThrownBy(() -> picture.content().bytes())
          .isInstanceOf(UserDataException.class)
          .hasMessageContainingAll("a/1.png", "damaged");
    }
  }

  @Test
  void manyThreadsReadTheSameZip() throws IOException {
    String[] names =
        IntStream.range(0, 200)
            .mapToObj(i -> "c" + i % 3 + "/" + i + ".png")
            .toArray(String[]::new);
    List<Picture> pictures = PictureSets.open(zip(dir.resolve("many.zip"), files(names))).train();

    long same =
        IntStream.range(0, 4000)
            .parallel()
            .filter(
                i -> {
                  Picture picture = pictures.get(i * 7 % 200);
                  try {
                    return Arrays.equals(
                        picture.content().bytes(), TestPictures.png(picture.name().hashCode()));
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .count();

    assertThat(same).isEqualTo(4000);
  }

  /** Offset of the first central directory entry. */
  private static int central(byte[] zip) {
    ByteBuffer in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < zip.length - 4; i++) {
      if (in.getInt(i) == CENTRAL) {
        return i;
      }
    }
    throw new IllegalArgumentException("no central directory");
  }
}
