package dev.headwater.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headwater.cli.options.ModelOptions;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.parameters.Head;
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
    TrainedHead head = TrainedHead.linear(List.of(), weight, new float[] {1, 2});
    new FullModel(backbone, head).write(file);
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
      assertThat(kept.head().parameters().tensor(Head.WEIGHT)[3]).isEqualTo(0.5f);
      assertThat(kept.head().parameters().tensor(Head.BIAS)).containsExactly(1, 2);
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
  void classifierWithHiddenLayersIsRefusedForNoPageCanUseIt() throws IOException {
    Model model = Models.of("mlp:3", 2, Backbone.embedded().features());
    Path file = folder.resolve("hidden.safetensors");
    new FullModel(Backbone.embedded(), new TrainedHead(model, model.initial(1), List.of()))
        .write(file);
    BackboneStore store = new BackboneStore(folder.resolve("cache"));
    PretrainedLabels labels = PretrainedLabels.read(labels("a\nb\n"));
    try (OpenModel open = open(file.toString())) {
      assertThatThrownBy(() -> labels.with(open, store))
          .isInstanceOf(UserDataException.class)
          .hasMessageContaining("hidden.safetensors is mlp:3 (expected: linear; a page cannot");
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
