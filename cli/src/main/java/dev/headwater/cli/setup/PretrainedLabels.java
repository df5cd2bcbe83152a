package dev.headwater.cli.setup;

import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.parameters.Head;
import dev.headwater.simulations.nodes.BackboneStore;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.FullModel;
import dev.headwater.vision.backbone.TrainedHead;
import dev.headwater.vision.sources.folder.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Class names of the classifier that came with a backbone. Two classes may have the same name, as
 * some of ImageNet's 1000 do.
 *
 * @param file their file, one per line
 * @param labels in order of the classifier's rows
 */
record PretrainedLabels(Path file, List<String> labels) {

  /**
   * Reads the file; blank lines after the last name are ignored.
   *
   * @throws UserDataException if it cannot be read or a line in between is blank
   */
  static PretrainedLabels read(Path file) {
    List<String> labels;
    try {
      String text = TextFile.decode(Files.readAllBytes(file), "pretrained-labels: " + file);
      labels = new ArrayList<>(text.lines().map(String::strip).toList());
    } catch (IOException e) {
      throw new UserDataException(
          "pretrained-labels: %s cannot be read: %s (expected: a UTF-8 text file with a class name a line)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
    while (!labels.isEmpty() && labels.get(labels.size() - 1).isEmpty()) {
      labels.remove(labels.size() - 1);
    }
    int blank = labels.indexOf("");
    if (blank >= 0) {
      throw new UserDataException(
          "pretrained-labels: line %d of %s is blank (expected: a class name a line)"
              .formatted(blank + 1, file));
    }
    return new PretrainedLabels(file, List.copyOf(labels));
  }

  /**
   * The names together with a file of backbone and classifier.
   *
   * @throws UserDataException if the backbone has no linear classifier, or one with more or fewer
   *     classes
   */
  WebSettings.Pretrained with(OpenModel open, BackboneStore store) {
    Backbone backbone = open.backbone();
    Optional<TrainedHead> head = backbone == null ? Optional.empty() : backbone.pretrainedHead();
    if (backbone == null || head.isEmpty()) {
      throw new UserDataException(
          "pretrained-labels: backbone %s has no classifier (expected: a file with %s and %s, such as torchvision's mobilenet_v2; or leave the flag out)"
              .formatted(open.name(), Head.WEIGHT, Head.BIAS));
    }
    TrainedHead classifier = head.get();
    if (!(classifier.model() instanceof LinearModel)) {
      throw new UserDataException(
          "pretrained-labels: the classifier of backbone %s is %s (expected: linear; a page cannot use another; or leave the flag out)"
              .formatted(open.name(), classifier.spec()));
    }
    if (labels.size() != classifier.classes()) {
      throw new UserDataException(
          "pretrained-labels: %s names %d classes (expected: %d, one a row of %s in %s)"
              .formatted(file, labels.size(), classifier.classes(), Head.WEIGHT, open.name()));
    }
    FullModel named = new FullModel(backbone, classifier.withLabels(labels));
    return new WebSettings.Pretrained(labels, store.keep(named));
  }
}
