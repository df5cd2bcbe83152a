package dev.headwater.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.cli.options.ModelOptions;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.nodes.BackboneStore;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.FullModel;
import dev.headwater.vision.backbone.TrainedHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedLabelsTest {
  private final Path folder;

  PretrainedLabelsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path labels(String text) throws IOException {
    return Files.writeString(folder.resolve("labels.txt"), text);
  }

  private OpenModel open(String backbone) {
    ModelOptions flags = new ModelOptions();
    flags.backbone = backbone;
    flags.cache = folder.resolve("cache");
    return OpenModel.of(flags);
  }

  /** The embedded backbone with a classifier of two classes. */
  private String classifier() throws IOException {
    Backbone backbone = Backbone.embedded();
    float[] weight = new float[2 * backbone.features()];
    weight[3] = 0.5f;
    Path file = folder.resolve("classifier.safetensors");
    new FullModel(
            backbone, TrainedHead.linear(List.of(), weight, new float[] {1, 2}))
        .write(file);
    return file.toString();
  }

  @Test
  void classifierAndItsNamesAreKeptTogether() throws IOException {
    BackboneStore store = new BackboneStore(folder.resolve("cache"));
    PretrainedLabels labels = PretrainedLabels.read(labels("crane\n crane \n\n"));
    try (OpenModel model = open(classifier())) {
      WebSettings.Pretrained pretrained = labels.with(model, store);

      assertThat(pretrained.labels()).containsExactly("crane", "crane");
      FullModel kept = FullModel.read(pretrained.file());
      assertThat(kept.backbone().digest()).isEqualTo(model.extractor().digest());
      assertThat(kept.head().labels()).containsExactly("crane", "crane");
      assertThat(kept.head().weight()[3]).isEqualTo(0.5f);
      assertThat(kept.head().bias()).containsExactly(1, 2);
      labels.with(model, store);
      try (Stream<Path> files = Files.list(folder.resolve("cache/backbones"))) {
        assertThat(files).containsExactly(pretrained.file());
      }
    }
  }

  @Test
  void otherNumberOfNamesThanRowsIsRefused() throws IOException {
    BackboneStore store = new BackboneStore(folder.resolve("cache"));
    PretrainedLabels labels = PretrainedLabels.read(labels("a\nb\nc\n"));
    try (OpenModel model = open(classifier())) {
      assertThatThrownBy(() -> labels.with(model, store))
          .isInstanceOf(UserDataException.class)
          .hasMessageContaining("names 3 classes (expected: 2, one a row of classifier.1.weight");
    }
  }

  @Test
  void backboneWithoutAClassifierIsRefused() throws IOException {
    BackboneStore store = new BackboneStore(folder.resolve("cache"));
    PretrainedLabels labels = PretrainedLabels.read(labels("a\nb\n"));
    for (String backbone : new String[] {"embedded", "pixels"}) {
      try (OpenModel model = open(backbone)) {
        assertThatThrownBy(() -> labels.with(model, store))
            .isInstanceOf(UserDataException.class)
            .hasMessageContaining("backbone %s has no classifier (expected: ", backbone);
      }
    }
  }

  @Test
  void blankLineIsRefused() throws IOException {
    Path file = labels("a\n\nb\n");
    assertThatThrownBy(() -> PretrainedLabels.read(file))
        .isInstanceOf(UserDataException.class)
        .hasMessageContaining("line 2 of %s is blank", file);
  }
}
