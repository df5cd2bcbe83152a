package dev.headwater.simulations;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.FullModel;
import dev.headwater.vision.backbone.TrainedHead;
import dev.headwater.vision.extractors.FeatureExtractor;
import dev.headwater.vision.extractors.HeadFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the model that a run has trained. */
public final class TrainedModel {
  private TrainedModel() {}

  /**
   * Writes {@code head.safetensors}, and {@code model.safetensors} if there is a backbone.
   *
   * @param folder the destination folder, which exists
   * @param model the trained model
   * @param parameters the trained head
   * @param labels class names in the head's order
   * @param extractor the extractor of the head's features
   * @param backbone the extractor's backbone; null for pixels
   * @throws IOException if a file cannot be written
   */
  public static void write(
      Path folder,
      Model model,
      Parameters parameters,
      List<String> labels,
      FeatureExtractor extractor,
      @Nullable Backbone backbone)
      throws IOException {
    TrainedHead head = new TrainedHead(model, parameters, labels);
    HeadFile.of(head, extractor).write(folder.resolve("head.safetensors"));
    if (backbone != null) {
      new FullModel(backbone, head).write(folder.resolve("model.safetensors"));
    }
  }
}
