package dev.headwater.vision.sources.folder;

import static dev.headwater.vision.sources.TestPictures.files;
import static dev.headwater.vision.sources.TestPictures.labels;
import static dev.headwater.vision.sources.TestPictures.names;
import static dev.headwater.vision.sources.TestPictures.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.PictureSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelMapTest {
  private final Path dir;

  LabelMapTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private LabelMap map(String csv) throws IOException {
    return LabelMap.read(Files.writeString(dir.resolve("names.csv"), csv));
  }

  private PictureSet site() throws IOException {
    return PictureSets.open(
        zip(
            dir.resolve("site.zip"),
            files(
                "train/Zebra/0.png",
                "train/cat/1.png",
                "train/Cats, big/2.png",
                "test/Zebra/3.png")));
  }

  @Test
  void classesAreRenamedAndMergedAndSortedAgain() throws IOException {
    PictureSet set = map("\ufefffrom,to\r\nZebra, horse\r\n\"Cats, big\",cat\r\n").apply(site());

    assertThat(set.labels()).containsExactly("cat", "horse");
    assertThat(labels(set.train())).containsExactly("cat", "cat", "horse");
    assertThat(names(set.train()))
        .containsExactly("train/Cats, big/2.png", "train/cat/1.png", "train/Zebra/0.png");
    assertThat(labels(set.test())).containsExactly("horse");
    assertThat(set.notes()).isEmpty();
  }

  @Test
  void namesAreReplacedOnceAndMayBeSwapped() throws IOException {
    PictureSet set = map("Zebra,cat\ncat,Zebra\n").apply(site());

    assertThat(set.labels()).containsExactly("Cats, big", "Zebra", "cat");
    assertThat(names(set.train()))
        .containsExactly("train/Cats, big/2.png", "train/cat/1.png", "train/Zebra/0.png");
  }

  @Test
  void nameThatTheSetLacksIsToldUnlessItHasTheNewName() throws IOException {
    PictureSet set = map("zebra,Zebra\nKatze,pet\n").apply(site());

    assertThat(set.labels()).isEqualTo(site().labels());
    assertThat(set.notes())
        .singleElement()
        .asString()
        .contains("names.csv: site.zip has no class Katze (it has Cats, big, Zebra, cat)");
  }

  @Test
  void formsOfLettersAreOne() throws IOException {
    PictureSet site =
        PictureSets.open(zip(dir.resolve("s.zip"), files("\u00e9t\u00e9/1.png", "b/2.png")));

    assertThat(map("e\u0301te\u0301,summer\n").apply(site).labels()).containsExactly("b", "summer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cat|line 1: cat (expected: two names, FROM,TO",
        "cat,dog;Zebra,|line 2: Zebra,",
        "cat,dog,fox|line 1: cat,dog,fox",
        "cat,dog;cat,fox|line 2: cat is called dog further up",
        "from,to|no names in it",
        "' '|no names in it"
      })
  void mistakesNameTheirLine(String csv, String words) {
    assertThatThrownBy(() -> map(csv.replace(';', '\n')))
        .isInstanceOf(UserDataException.class)
        .hasMessageContainingAll("label-map: names.csv", words, "(expected: ");
  }

  @Test
  void fileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> LabelMap.read(dir.resolve("none.csv")))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("label-map: none.csv: cannot be read");
  }
}
