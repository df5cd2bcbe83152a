package dev.headwater.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.learning.strategy.ServerState;
import dev.headwater.simulations.Classifier;
import dev.headwater.vision.sources.folder.PictureExport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("takes standard output")
final class OwnPhotosTest {
  private final Path folder;

  OwnPhotosTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path photos() throws Exception {
    Path photos = folder.resolve("photos");
    PictureExport.write(new ColourPatches(20).pictures().train(), photos);
    return photos;
  }

  @Test
  void programLearnsAFolderOfPhotosAndWritesAModelThatKnowsThem() throws Exception {
    Path photos = photos();
    Path out = folder.resolve("out");

    ServerState end = OwnPhotos.run(photos.toString(), out, 3);

    assertThat(end.memory().keySet()).containsExactly("momentum"); // our own strategy's
    assertThat(Arrays.stream(end.memory("momentum"))).anyMatch(value -> value != 0);
    assertThat(out.resolve("head.safetensors")).isNotEmptyFile();
    assertThat(out.resolve("model.safetensors")).isNotEmptyFile();
    try (Classifier classifier = Classifier.ofRun(out, null)) {
      for (String colour : new String[] {"red", "green", "blue"}) {
        try (Stream<Path> files = Files.list(photos.resolve(colour))) {
          Path photo = files.sorted().findFirst().orElseThrow();
          assertThat(classifier.classify(photo, 1).get(0).label()).isEqualTo(colour);
        }
      }
    }
  }

  @Test
  void accuracyOfEveryRoundIsPrinted() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      OwnPhotos.run(photos().toString(), folder.resolve("out"), 2);
    } finally {
      System.setOut(before);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .allMatch(line -> line.matches("Round [12]: accuracy [0-9]+[.,][0-9] %"));
  }
}
