package dev.headwater.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.files.UserDataException;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.sources.PictureSets;
import org.junit.jupiter.api.Test;

class ColourPatchesTest {
  @Test
  void dataSetIsFoundByItsClassesName() throws Exception {
    PictureSet set = PictureSets.open("class:dev.headwater.examples.ColourPatches:4");

    assertThat(set.labels()).containsExactly("blue", "green", "red");
    assertThat(set.train()).hasSize(12).extracting(Picture::label).startsWith("blue");
    Picture first = set.train().get(0);
    assertThat(first.content().bytes()).isEqualTo(first.content().bytes());
    assertThat(first.content().decode(first.content().bytes()).width()).isEqualTo(32);
  }

  @Test
  void noPatchesAreRefused() {
    assertThatThrownBy(() -> PictureSets.open("class:dev.headwater.examples.ColourPatches:0"))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("0 patches of each colour (expected: at least 1)");
  }
}
