package dev.headwater.vision.sources.folder;

import static dev.headwater.vision.sources.TestPictures.files;
import static dev.headwater.vision.sources.TestPictures.folder;
import static dev.headwater.vision.sources.TestPictures.names;
import static dev.headwater.vision.sources.TestPictures.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.PictureSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders that are parts of a data set, and folders that only sound like it. */
class SplitsTest {
  private final Path dir;

  SplitsTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private PictureSet open(Map<String, byte[]> files) throws IOException {
    return PictureSets.open(zip(Files.createTempDirectory(dir, "z").resolve("set.zip"), files));
  }

  private void assertRefused(Map<String, byte[]> files, String... words) {
    assertThatThrownBy(() -> open(files))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("set.zip: ")
        .hasMessageContaining("(expected: ")
        .hasMessageContainingAll(words);
  }

  @ParameterizedTest
  @CsvSource({
    "Training,Testing",
    "train,dev",
    "TRAIN,TEST",
    "Train,Valid",
    "training,validation",
    "train_set,test_set",
    "trainset,testset",
    "TrainImages,TestImages",
    "train,test1",
    "train2017,val2017",
    "train,eval",
    "seg_train,seg_test",
    "seg_train/seg_train,seg_test/seg_test",
    "asl alphabet train,asl alphabet test",
    "train/images,test/images",
    "data/photos/Training,data/photos/Testing",
    "train,test_cropped"
  })
  void partsOfOneDataSetAreTrainingAndTestPictures(String train, String test) throws IOException {
    Map<String, byte[]> files =
        files(
            train + "/glioma/0.png",
            train + "/pituitary/1.png",
            train + "/pituitary/2.png",
            test + "/glioma/3.png",
            test + "/pituitary/4.png");

    for (PictureSet set :
        new PictureSet[] {
          open(files), PictureSets.open(folder(Files.createTempDirectory(dir, "f"), files))
        }) {
      assertThat(set.labels()).containsExactly("glioma", "pituitary");
      assertThat(set.train()).hasSize(3);
      assertThat(set.test()).hasSize(2);
    }
  }

  @Test
  void validationPicturesAreLeftOutWithANoteWhereThereAreTestPictures() throws IOException {
    PictureSet set = open(files("train/a/1.png", "train/b/2.png", "valid/a/3.png", "test/b/4.png"));

    assertThat(names(set.train())).containsExactly("train/a/1.png", "train/b/2.png");
    assertThat(names(set.test())).containsExactly("test/b/4.png");
    assertThat(set.notes())
        .containsExactly(
            "set.zip: valid, a validation part, is left out, because there is a test part.");
  }

  @Test
  void validationPicturesServeAsTestWithANoteWhereThereAreNoOthers() throws IOException {
    PictureSet set = open(files("train/a/1.png", "train/b/2.png", "dev/a/3.png"));

    assertThat(names(set.test())).containsExactly("dev/a/3.png");
    assertThat(set.notes())
        .containsExactly("set.zip: dev, a validation part, serves as the test part.");
  }

  @Test
  void plainNamesNeedNoNote() throws IOException {
    assertThat(open(files("train/a/1.png", "train/b/2.png", "test/a/3.png")).notes()).isEmpty();
  }

  @Test
  void namesThatAreNotPlainAreToldAndPicturesOfUnknownClassesLeftOut() throws IOException {
    PictureSet set =
        open(
            files(
                "seg_train/seg_train/sea/1.png",
                "seg_train/seg_train/forest/2.png",
                "seg_test/seg_test/sea/3.png",
                "seg_pred/seg_pred/4.png"));

    assertThat(names(set.train()))
        .containsExactly("seg_train/seg_train/forest/2.png", "seg_train/seg_train/sea/1.png");
    assertThat(names(set.test())).containsExactly("seg_test/seg_test/sea/3.png");
    assertThat(String.join("\n", set.notes()))
        .contains("seg_train is taken for the training part", "seg_test is taken for the test part")
        .contains("seg_pred is left out");
  }

  @Test
  void partsBelowEachClassAreParts() throws IOException {
    PictureSet set =
        open(files("cat/train/1.png", "cat/test/2.png", "dog/Train/3.png", "dog/val/4.png"));

    assertThat(set.labels()).containsExactly("cat", "dog");
    assertThat(names(set.train())).containsExactly("cat/train/1.png", "dog/Train/3.png");
    assertThat(names(set.test())).containsExactly("cat/test/2.png");
    assertRefused(
        files("cat/train/1.png", "cat/test/2.png", "dog/3.png"),
        "class cat has parts (test, train)");
  }

  @Test
  void classesThatAreCalledTestAndTrainStayClasses() throws IOException {
    PictureSet set = open(files("test/1.png", "train/2.png"));

    assertThat(set.labels()).containsExactly("test", "train");
    assertThat(set.train()).hasSize(2);
    assertThat(set.notes()).singleElement().asString().contains("test, train", "for classes");
    assertThat(open(files("bus/1.png", "train/2.png")).labels()).containsExactly("bus", "train");
    assertThat(open(files("bus/1.png", "test/1.png", "train/2.png")).labels())
        .containsExactly("bus", "test", "train");
  }

  @Test
  void partsWithoutClassFoldersAreRefused() {
    assertRefused(
        files("train/1.png", "valid/2.png", "test/3.png"),
        "lies in no class folder",
        "test/CLASS/3.png",
        "classes.txt");
    assertRefused(files("train2017/1.png", "val2017/2.png"), "train2017/1.png lies in no class");
    assertRefused(files("train/1.png"), "train/1.png lies in no class folder");
    assertRefused(files("train/a/1.png", "train/b/2.png", "test/3.png"), "test/3.png lies in no");
  }

  @Test
  void whatIsThereInPlaceOfClassFoldersIsTold() {
    assertRefused(files("1.png", "2.png"), "2 pictures outside any class folder, such as 1.png");
    assertRefused(files("photos.tar.gz"), "no class folder", "photos.tar.gz", "unpacked");
    assertRefused(files("notes.txt"), "no class folder with pictures");
  }

  @Test
  void classesWithAWordForAPartInTheirNameStayClasses() throws IOException {
    PictureSet set = open(files("steam train/1.png", "test tube/2.png"));
    assertThat(set.labels()).containsExactly("steam train", "test tube");
    assertThat(open(files("steam train/1.png")).labels()).containsExactly("steam train");
    assertThat(open(files("dev kit/1.png", "test tube/2.png")).labels()).hasSize(2);
    assertThat(open(files("steam train/a/1.png", "test tube/b/2.png", "bus/3.png")).labels())
        .containsExactly("bus", "steam train", "test tube");
  }

  @Test
  void classesFileThatNamesEveryFolderMakesThemClasses() throws IOException {
    Map<String, byte[]> files = files("train/2019/1.png", "test/2019/2.png");
    files.put("classes.txt", "train\ntest\n".getBytes(UTF_8));

    assertThat(open(files).labels()).containsExactly("train", "test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"real", "fit", "Holdings"})
  void foldersThatMayBePartsOrClassesAreRefused(String other) {
    assertRefused(
        files("train/a/1.png", "train/b/1.png", other + "/a/2.png", other + "/b/2.png"),
        "hold the same folders, such as a",
        other,
        "train",
        "classes.txt");
  }

  @Test
  void folderBesidePartsIsRefusedByName() {
    assertRefused(
        files("Training/a/1.png", "Testing/a/2.png", "more/x/3.png"),
        "Testing, Training hold the same folders, such as a, beside more");
  }

  @Test
  void sitesWithTheSameFoldersAreClassesWithANote() throws IOException {
    PictureSet set =
        open(files("north/a/1.png", "north/b/2.png", "south/a/3.png", "south/b/4.png"));

    assertThat(set.labels()).containsExactly("north", "south");
    assertThat(set.notes())
        .singleElement()
        .asString()
        .contains("north, south are taken for classes", "a, b");
  }

  @Test
  void aFolderTooHighIsToldAlsoWhereItsFoldersAreNotAllAlike() throws IOException {
    PictureSet set =
        open(files("mine/a/1.png", "mine/b/2.png", "new/b/3.png", "old/a/4.png", "old/c/5.png"));

    assertThat(set.labels()).containsExactly("mine", "new", "old");
    assertThat(set.notes())
        .containsExactly(
            "set.zip: mine, new, old are taken for classes, though several hold the same folders a, b (if those are the classes, give a folder further down; or call these train and test, or give each client its own).");
  }

  @Test
  void classesInFoldersByYearOrPersonNeedNoNote() throws IOException {
    Map<String, byte[]> years =
        files("cat/2019/1.png", "cat/2020/2.png", "dog/2019/3.png", "dog/2020/4.png");
    assertThat(open(years).notes()).isEmpty();
    assertThat(open(files("cat/ann/1.png", "cat/bob/2.png", "dog/cleo/3.png")).notes()).isEmpty();
  }

  @Test
  void testPartAloneTestsAndDoesNotTrain() throws IOException {
    Path alone = zip(dir.resolve("t.zip"), files("Testing/a/1.png", "Testing/b/2.png"));

    PictureSet set = PictureSets.openTest(alone.toString());

    assertThat(set.labels()).containsExactly("a", "b");
    assertThat(names(set.test())).containsExactly("Testing/a/1.png", "Testing/b/2.png");
    assertThatThrownBy(() -> PictureSets.open(alone.toString()))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("t.zip: Testing without train (expected: both");
  }

  @Test
  void foldersThatWrapOthersDoNotCount() throws IOException {
    assertThat(open(files("a/b/c/train/x/1.png", "a/b/c/train/y/2.png")).labels())
        .containsExactly("x", "y");
    assertThat(
            open(files("set/seg_train/seg_train/x/1.png", "set/seg_train/seg_train/y/2.png"))
                .labels())
        .containsExactly("x", "y");
    assertThat(open(files("cat/2019/may/1.png", "cat/2019/june/2.png")).labels())
        .containsExactly("cat");
    assertThat(open(files("photos/a/1.png", "photos/b/2.png", "info/about.txt")).labels())
        .containsExactly("a", "b");
  }

  @Test
  void splitsOfAnIndexMayHaveTheSameNames() throws IOException {
    Map<String, byte[]> files = files("0.png", "1.png", "2.png", "3.png");
    files.put(
        "index.csv",
        "file,label,split\n0.png,a,Training\n1.png,b,TRAIN\n2.png,a,Testing\n3.png,b,dev\n"
            .getBytes(UTF_8));

    PictureSet set = open(files);

    assertThat(names(set.train())).containsExactly("0.png", "1.png");
    assertThat(names(set.test())).containsExactly("2.png");
    assertThat(set.notes()).singleElement().asString().contains("pictures: 1, is left out");
  }
}
