package dev.headwater.vision.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headwater.vision.data.Picture;
import dev.headwater.vision.data.PictureSet;
import dev.headwater.vision.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Well-known sets, where they lie beside the project. */
class RealDataTest {

  @Test
  void cifar10() throws IOException {
    PictureSet set = PictureSets.open(shared("data/cifar10/cifar10-20k-5k.zip"));

    assertThat(set.labels())
        .containsExactly(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck");
    assertThat(set.train()).hasSize(20_000);
    assertThat(set.test()).hasSize(5_000);
    assertSize(set.test().get(4_999), 32, 32);
  }

  @Test
  void signDigitsHaveUsersWhoAreInOnePartOnly() throws IOException {
    PictureSet set = PictureSets.open(shared("data/sign-digits/sign-digits-100.zip"));

    assertThat(set.labels()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(set.train().size() + set.test().size()).isEqualTo(2_062);
    assertThat(users(set.train())).hasSize(176);
    assertThat(users(set.test())).hasSize(44).doesNotContainAnyElementsOf(users(set.train()));
    assertSize(set.train().get(0), 100, 100);
  }

  @Test
  void flowersHaveNumberedClassesAndNoUsers() throws IOException {
    PictureSet set = PictureSets.open(shared("data/flowers/flowers-129.zip"));

    assertThat(set.labels()).containsExactly("daisy", "dandelion", "roses", "sunflowers", "tulips");
    assertThat(set.train()).hasSize(2_939).allMatch(p -> p.user() == null);
    assertThat(set.test()).hasSize(731).allMatch(p -> p.name().contains("/" + p.label() + "/"));
    assertSize(set.train().get(0), 129, 129);
  }

  @Test
  void fashionMnist() throws IOException {
    PictureSet set = PictureSets.open(shared("data/fashion-mnist"));

    assertThat(set.labels()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(set.train()).hasSize(60_000);
    assertThat(set.test()).hasSize(10_000);
    assertThat(set.train().get(0).name()).isEqualTo("train/000001");
    assertSize(set.test().get(9_999), 28, 28);
  }

  private static void assertSize(Picture picture, int width, int height) throws IOException {
    RgbImage image = picture.content().decode(picture.content().bytes());
    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
  }

  private static List<String> users(List<Picture> pictures) {
    return pictures.stream()
        .map(p -> Objects.requireNonNull(p.user()))
        .distinct()
        .collect(Collectors.toList());
  }

  private static Path shared(String path) {
    String named = System.getenv("HEADWATER_SHARED");
    Path shared = named == null ? root().resolve("../shared") : Path.of(named);
    Path file = shared.resolve(path);
    assumeTrue(
        Files.exists(file),
        "SKIPPED: no " + file + "; set HEADWATER_SHARED to the folder with the test data");
    return file;
  }

  /** The repository: Maven says it, and an IDE starts somewhere below. */
  private static Path root() {
    String named = System.getProperty("headwater.root");
    if (named != null) {
      return Path.of(named);
    }
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(here, Objects::nonNull, Path::getParent)
        .filter(folder -> Files.isDirectory(folder.resolve(".mvn")))
        .findFirst()
        .orElse(here);
  }
}
