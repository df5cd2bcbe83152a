package dev.headwater.vision.sources.folder;

import static dev.headwater.vision.sources.TestPictures.files;
import static dev.headwater.vision.sources.TestPictures.folder;
import static dev.headwater.vision.sources.TestPictures.names;
import static dev.headwater.vision.sources.TestPictures.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.PictureSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters in two parts, as macOS writes them, and the same letters in one. */
class DecomposedNamesTest {
  private static final String TWO = "e\u0301cole";
  private static final String ONE = "\u00e9cole";

  private final Path dir;

  DecomposedNamesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @BeforeEach
  void requireLetters() {
    Assumptions.assumeTrue(
        "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
        "SKIPPED: this locale cannot make the folders (expected: LC_ALL=C.UTF-8)");
  }

  private PictureSet open(String kind, Map<String, byte[]> files) throws IOException {
    Path at = Files.createTempDirectory(dir, "x").resolve("set");
    return PictureSets.open(
        kind.equals("zip") ? zip(at, files) : folder(Files.createDirectory(at), files));
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void indexNamesFilesAndLabelsInEitherForm(String kind) throws IOException {
    for (String written : List.of(ONE, TWO)) {
      for (String stored : List.of(ONE, TWO)) {
        Map<String, byte[]> files = files(stored + "/a.png", stored + "/b.png", "c.png");
        String index = "file,label,user\nX/a.png,%s,X\nX/b.png,%s,%s\nc.png,b,X\n";
        files.put(
            "index.csv", index.formatted(ONE, TWO, ONE).replace("X", written).getBytes(UTF_8));

        PictureSet set = open(kind, files);

        assertThat(set.labels()).containsExactly("b", ONE);
        assertThat(names(set.train())).containsExactly("c.png", ONE + "/a.png", ONE + "/b.png");
        assertThat(set.train()).extracting(Picture::user).containsOnly(ONE);
        for (Picture picture : set.train()) {
          assertThat(picture.content().bytes()).isNotEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void classesFileNamesFoldersInEitherForm(String kind) throws IOException {
    for (String written : List.of(ONE, TWO)) {
      for (String stored : List.of(ONE, TWO)) {
        Map<String, byte[]> files = files(stored + "/a.png", "b/b.png");
        files.put("classes.txt", (written + "\nb\n").getBytes(UTF_8));

        assertThat(open(kind, files).labels()).containsExactly(ONE, "b");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void foldersInBothFormsAreOneClass(String kind) throws IOException {
    PictureSet set = open(kind, files(ONE + "/a.png", TWO + "/b.png", "z/c.png"));

    assertThat(set.labels()).containsExactly("z", ONE);
    assertThat(set.train()).hasSize(3);
  }

  @Test
  void labelsOfOnesOwnSourcesAreComposedToo() throws IOException {
    Picture some = open("zip", files("a/1.png", "b/2.png")).train().get(0);
    Picture one = new Picture("x", ONE, null, some.content());
    Picture two = new Picture("y", TWO, TWO, some.content());

    PictureSet set = PictureSet.of("own", List.of(one, two));

    assertThat(set.labels()).containsExactly(ONE);
    assertThat(set.train()).extracting(Picture::label).containsOnly(ONE);
    assertThat(new PictureSet("own", List.of(ONE, TWO), set.train(), List.of()).labels())
        .containsExactly(ONE);
  }
}
