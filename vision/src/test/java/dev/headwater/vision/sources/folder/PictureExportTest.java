package dev.headwater.vision.sources.folder;

import static dev.headwater.vision.sources.TestPictures.files;
import static dev.headwater.vision.sources.TestPictures.names;
import static dev.headwater.vision.sources.TestPictures.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.DemoPictures;
import dev.headwater.vision.sources.PictureSets;
import dev.headwater.vision.sources.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureExportTest {
  private final Path dir;

  PictureExportTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void filesKeepTheirBytesAndTheListItsOrder() throws IOException {
    PictureSet set =
        PictureSets.open(zip(dir.resolve("s.zip"), files("a/x.png", "a/y.png", "b/z.png")));
    List<Picture> reversed = new ArrayList<>(set.train());
    Collections.reverse(reversed);

    PictureExport.write(reversed, dir.resolve("new/share"));

    PictureSet back = PictureSets.open(dir.resolve("new/share"));
    assertThat(names(back.train()))
        .containsExactly("a/000001-y.png", "a/000002-x.png", "b/000000-z.png");
    assertThat(back.train().get(2).content().bytes())
        .isEqualTo(TestPictures.png("b/z.png".hashCode()));
  }

  @Test
  void generatedPicturesKeepTheirPixels() throws IOException {
    List<Picture> drawn = new DemoPictures(3, 2, 12, 0).pictures().train();

    PictureExport.write(drawn, dir.resolve("share"));

    List<Picture> back = PictureSets.open(dir.resolve("share")).train();
    assertThat(back).hasSize(24);
    for (int i = 0; i < 24; i++) {
      assertThat(back.get(i).name()).endsWith(".png");
      byte[] expected = drawn.get(i).content().decode(drawn.get(i).content().bytes()).rgb();
      assertThat(back.get(i).content().decode(back.get(i).content().bytes()).rgb())
          .isEqualTo(expected);
    }
  }

  @Test
  void emptyFolderIsFilledAndFullOneLeftAlone() throws IOException {
    PictureSet set = PictureSets.open(zip(dir.resolve("s.zip"), files("a/x.png", "b/z.png")));
    Path target = Files.createDirectory(dir.resolve("t"));
    PictureExport.write(set.train(), target);
    assertThat(target.resolve("a/000000-x.png")).exists();

    assertThatThrownBy(() -> PictureExport.write(set.train(), target))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("exists already");
  }

  @Test
  void failureLeavesNothingBehind() throws IOException {
    PictureSet set = PictureSets.open(zip(dir.resolve("s.zip"), files("a/x.png", "b/z.png")));
    Path folder = TestPictures.folder(dir.resolve("f"), files("a/x.png"));
    List<Picture> pictures = new ArrayList<>(set.train());
    pictures.addAll(PictureSets.open(folder).train());
    Files.delete(folder.resolve("a/x.png"));

    assertThatThrownBy(() -> PictureExport.write(pictures, dir.resolve("out/t")))
        .isInstanceOf(UserDataException.class);

    try (Stream<Path> left = Files.list(dir.resolve("out"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void labelsThatAreNoFolderNamesAreRefused() {
    for (String label : List.of("a/b", "..", ".hidden", "", "a:b", " a")) {
      Picture odd =
          new Picture("x", label, null, new StoredPicture("x", () -> TestPictures.png(1)));
      assertThatThrownBy(() -> PictureExport.write(List.of(odd), dir.resolve("t")))
          .isInstanceOf(UserDataException.class)
          .hasMessageContaining("class '" + label + "'");
      assertThat(dir.resolve("t")).doesNotExist();
    }
  }

  @Test
  void oddAndLongNamesAreTamed() throws IOException {
    Picture odd =
        new Picture(
            "u/" + "x".repeat(300) + "?.png",
            "a",
            null,
            new StoredPicture("x", () -> TestPictures.png(1)));
    PictureExport.write(List.of(odd), dir.resolve("t"));
    try (Stream<Path> files = Files.list(dir.resolve("t/a"))) {
      assertThat(files.map(f -> f.getFileName().toString()).toList())
          .singleElement()
          .asString()
          .matches("000000-x{65}_\\.png");
    }
  }
}
