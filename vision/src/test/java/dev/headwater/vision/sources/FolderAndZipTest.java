package dev.headwater.vision.sources;

import static dev.headwater.vision.sources.TestPictures.files;
import static dev.headwater.vision.sources.TestPictures.folder;
import static dev.headwater.vision.sources.TestPictures.labels;
import static dev.headwater.vision.sources.TestPictures.names;
import static dev.headwater.vision.sources.TestPictures.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same layouts in a folder and in a zip. */
class FolderAndZipTest {
  private final Path dir;

  FolderAndZipTest(@TempDir Path dir) {
    this.dir = dir;
  }

  /** Opens the files as a folder or as a zip. */
  private PictureSet open(String kind, Map<String, byte[]> files) throws IOException {
    Path parent = Files.createTempDirectory(dir, "x");
    return PictureSets.open(
        kind.equals("zip")
            ? zip(parent.resolve("set.zip"), files)
            : folder(Files.createDirectory(parent.resolve("set")), files));
  }

  private void assertRefused(String kind, Map<String, byte[]> files, String... words) {
    assertThatThrownBy(() -> open(kind, files))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll(words);
  }

  /** What a packer or a copy made of letters that it could not read; two such names may be one. */
  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void namesThatHaveLostLettersAreRefused(String kind) {
    assertRefused(kind, files("dog/1.png", "\ufffd\ufffd/2.png"), "set", "(expected: names in");
    assertRefused(kind, files("dog/1.png", "dog/\ufffd.png"), "set", "(expected: names in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void lostLettersInHiddenFilesDoNotMatter(String kind) throws IOException {
    PictureSet set = open(kind, files("dog/1.png", "cat/2.png", "cat/.\ufffd.png"));

    assertThat(names(set.train())).containsExactly("cat/2.png", "dog/1.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void classFoldersAreSortedByClassThenName(String kind) throws IOException {
    PictureSet set =
        open(
            kind,
            files(
                "dog/b.png",
                "dog/B.png",
                "dog/sub/a.png",
                "cat/10.png",
                "cat/9.png",
                "cat/x.jpg",
                "cat/notes.txt",
                "cat/Thumbs.db",
                "cat/.hidden.png",
                "__MACOSX/cat/._9.png",
                "cat/@eaDir/9.png/SYNOPHOTO_THUMB_M.png",
                "@eaDir/dog/1.png",
                "#recycle/dog/1.png",
                "$RECYCLE.BIN/S-1-5/1.png",
                "System Volume Information/1.png",
                "lost+found/1.png",
                ".AppleDouble/1.png",
                ".DS_Store",
                "cat/DESKTOP.INI",
                "cat/9.png:Zone.Identifier",
                ".git/a.png",
                "README.md"));

    assertThat(set.labels()).containsExactly("cat", "dog");
    assertThat(names(set.train()))
        .containsExactly(
            "cat/10.png", "cat/9.png", "cat/x.jpg", "dog/B.png", "dog/b.png", "dog/sub/a.png");
    assertThat(labels(set.train())).containsExactly("cat", "cat", "cat", "dog", "dog", "dog");
    assertThat(set.test()).isEmpty();
    assertThat(set.train()).allMatch(p -> p.user() == null);
    Picture last = set.train().get(5);
    byte[] bytes = last.content().bytes();
    assertThat(bytes).isEqualTo(TestPictures.png("dog/sub/a.png".hashCode()));
    assertThat(last.content().decode(bytes).width()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void trainAndTestBelowOneTopFolder(String kind) throws IOException {
    PictureSet set =
        open(
            kind,
            files(
                "top/train/b/1.png",
                "top/train/a/1.png",
                "top/test/a/2.png",
                "top/val/a/3.png",
                "top/train/notes.txt"));

    assertThat(set.labels()).containsExactly("a", "b");
    assertThat(names(set.train())).containsExactly("train/a/1.png", "train/b/1.png");
    assertThat(names(set.test())).containsExactly("test/a/2.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void valServesAsTestWhereThereIsNone(String kind) throws IOException {
    PictureSet set = open(kind, files("Train/a/1.png", "Train/b/1.png", "val/b/3.png"));

    assertThat(names(set.train())).containsExactly("Train/a/1.png", "Train/b/1.png");
    assertThat(names(set.test())).containsExactly("val/b/3.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void classesBelowOneTopFolder(String kind) throws IOException {
    assertThat(names(open(kind, files("photos/a/1.png", "photos/b/1.png")).train()))
        .containsExactly("a/1.png", "b/1.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void oneClassIsOpenedAndRefusedOnlyWhenTwoAreWanted(String kind) throws IOException {
    PictureSet set = open(kind, files("cat/1.png", "cat/sub/2.png"));

    assertThat(set.labels()).containsExactly("cat");
    assertThat(set.train()).hasSize(2);
    assertThatThrownBy(() -> PictureSets.requireTwoClasses(set))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("only class cat", "at least two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void classesFileFixesTheOrder(String kind) throws IOException {
    Map<String, byte[]> files = files("t/cat/1.png", "t/ant/2.png");
    files.put("t/classes.txt", "\ufeffcat\r\ndog\n\nant\n".getBytes(UTF_8));

    PictureSet set = open(kind, files);

    assertThat(set.labels()).containsExactly("cat", "dog", "ant");
    assertThat(names(set.train())).containsExactly("cat/1.png", "ant/2.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void classesFileThatDoesNotFitIsRefused(String kind) {
    Map<String, byte[]> files = files("cat/1.png", "ant/2.png");
    files.put("classes.txt", "cat\ndog".getBytes(UTF_8));
    assertRefused(kind, files, "folder ant", "classes.txt", "cat, dog");
  }

  @Test
  void classesFileWithDoublesOrWithoutNamesIsRefused() {
    Map<String, byte[]> files = files("cat/1.png");
    files.put("classes.txt", "cat\ncat".getBytes(UTF_8));
    assertRefused("zip", files, "classes.txt", "cat stands there twice");
    files.put("classes.txt", "\n\n".getBytes(UTF_8));
    assertRefused("zip", files, "classes.txt", "one class name a line");
    files.put("classes.txt", new byte[] {'c', (byte) 0xe4, 't'});
    assertRefused("zip", files, "classes.txt", "UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void picturesWithoutClassFoldersAreRefusedWithTheLayout(String kind) {
    assertRefused(kind, files("a.png", "b.png"), "2 pictures", "a.png", "one folder per class");
  }

  @Test
  void loosePicturesBesideClassFoldersAreRefused() {
    assertRefused("zip", files("cat/1.png", "dog/1.png", "stray.jpg"), "such as stray.jpg");
    assertRefused(
        "zip", files("train/1.png", "train/dog/1.png"), "train/1.png", "train/CLASS/1.png");
    assertRefused("zip", files("train/a/1.png", "train/b/1.png", "test/c/1.png"), "test/c/1.png");
    assertRefused("zip", files("test/a/1.png", "test/b/1.png"), "test without train");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "zip"})
  void nothingInsideIsRefused(String kind) {
    assertRefused(kind, Map.of(), "set", "no files");
  }

  @Test
  void onlyTextInsideIsRefused() {
    assertRefused("zip", files("a/readme.txt"), "no class folder with pictures");
  }

  @Test
  void missingPathAndOtherFilesAreNamed() throws IOException {
    assertThatThrownBy(() -> PictureSets.open(dir.resolve("nowhere").toString()))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("nowhere", "expected: demo, a folder");
    Path picture = Files.write(dir.resolve("one.png"), TestPictures.png(1));
    assertThatThrownBy(() -> PictureSets.open(picture.toString()))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("one.png is a PNG picture");
    Path empty = Files.createFile(dir.resolve("empty.zip"));
    assertThatThrownBy(() -> PictureSets.open(empty))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("empty.zip is an empty file");
    assertThatThrownBy(() -> PictureSets.open(" ")).isInstanceOf(UserDataException.class);
    assertThatThrownBy(() -> PictureSets.open("a\0b")).isInstanceOf(UserDataException.class);
  }

  @Test
  void linksAreFollowedButNotInCircles() throws IOException {
    Path set = folder(dir.resolve("set"), files("cat/1.png", "dog/1.png"));
    Files.createSymbolicLink(set.resolve("cat/loop"), set);
    Files.createSymbolicLink(set.resolve("owl"), set.resolve("dog"));
    Files.createSymbolicLink(set.resolve("dog/gone.png"), dir.resolve("nowhere"));

    PictureSet opened = PictureSets.open(set);

    assertThat(opened.labels()).containsExactly("cat", "dog", "owl");
    assertThat(names(opened.train())).contains("owl/1.png", "dog/gone.png").doesNotHaveDuplicates();
    Picture gone =
        opened.train().stream()
            .filter(p -> p.name().equals("dog/gone.png"))
            .findAny()
            .orElseThrow();
    assertThatThrownBy(() -> gone.content().bytes()).hasMessageContaining("dog/gone.png");
  }

  @Test
  void testDataMayComeFromElsewhere() throws IOException {
    PictureSet train =
        PictureSets.open(zip(dir.resolve("a.zip"), files("a/1.png", "b/1.png", "c/1.png")));
    PictureSet test = PictureSets.open(zip(dir.resolve("b.zip"), files("c/7.png", "b/8.png")));
    PictureSet odd = PictureSets.open(zip(dir.resolve("c.zip"), files("b/7.png", "z/8.png")));
    PictureSet both =
        PictureSets.open(
            zip(dir.resolve("d.zip"), files("train/z/1.png", "train/a/1.png", "test/a/2.png")));

    PictureSet joined = PictureSets.withTest(train, test);

    assertThat(joined.labels()).containsExactly("a", "b", "c");
    assertThat(joined.train()).isEqualTo(train.train());
    assertThat(names(joined.test())).containsExactly("b/8.png", "c/7.png");
    assertThat(names(PictureSets.withTest(train, both).test())).containsExactly("test/a/2.png");
    assertThatThrownBy(() -> PictureSets.withTest(train, odd))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("c.zip", "class z", "a, b, c");
    assertThat(PictureSets.requireTwoClasses(joined)).isSameAs(joined);
  }

  @Test
  void folderAndZipGiveTheSameSet() throws IOException {
    Map<String, byte[]> files = files("t/é/1.png", "t/z/2.png", "t/z/3.png", "t/Z/1.png");
    PictureSet zip = open("zip", files);
    PictureSet folder = open("folder", files);

    assertThat(names(folder.train())).isEqualTo(names(zip.train()));
    assertThat(folder.labels()).isEqualTo(zip.labels()).isEqualTo(List.of("Z", "z", "é"));
    assertThat(folder.train().get(0).content().bytes())
        .isEqualTo(zip.train().get(0).content().bytes());
  }
}
