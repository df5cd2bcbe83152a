package dev.headwater.simulations.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.extractors.Extractors;
import dev.headwater.vision.extractors.Extractors.Inference;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.features.FeatureCache;
import dev.headwater.vision.sources.PictureSets;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DarkPicturesTest {
  private final Path folder;

  DarkPicturesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void twelveBitsInSixteenAreUsedAndNamedInANote() throws Exception {
    for (int i = 0; i < 7; i++) {
      write("lung/" + i + ".png", 4095);
    }
    write("lung/bright.png", 8192);
    write("bone/0.png", 65_535);

    List<String> notes = notes();

    assertThat(notes).singleElement().asString().startsWith("7 nearly black training pictures");
    assertThat(notes.get(0))
        .contains(
            "12 bits in 16", "lung/0.png, lung/1.png, lung/2.png, lung/3.png, lung/4.png, ...")
        .doesNotContain("lung/5.png", "bright", "bone");
  }

  @Test
  void ordinaryPicturesNeedNoNote() throws Exception {
    write("lung/0.png", 65_535);
    write("bone/0.png", 60_000);

    assertThat(notes()).isEmpty();
  }

  private List<String> notes() throws InterruptedException {
    PictureSet set = PictureSets.open(folder);
    try (FeatureExtractor pixels = Extractors.open("pixels", OptionalInt.of(8), Inference.ONNX)) {
      DataLoader loader = new DataLoader(pixels, FeatureCache.none(pixels), 2, RunView.silent());
      int rows = loader.features(set.train(), set.labels(), "training pictures").size();
      assertThat(rows).isEqualTo(set.train().size());
      return loader.notes();
    }
  }

  private void write(String name, int brightest) throws IOException {
    BufferedImage image = new BufferedImage(9, 8, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(4, 4, 0, brightest);
    image.getRaster().setSample(0, 0, 0, name.hashCode() & 0xfff);
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }
}
