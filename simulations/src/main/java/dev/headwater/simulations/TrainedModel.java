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
  /** The head alone. */
  public static final String HEAD = "head.safetensors";

  /** Backbone and head. */
  public static final String MODEL = "model.safetensors";

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
    write(folder, HeadFile.of(head, extractor), backbone);
  }

  /**
   * Writes the same files of a head that knows its features.
   *
   * @param folder the destination folder, which exists
   * @param head the trained head
   * @param backbone of its features; null for pixels
   * @throws IOException if a file cannot be written
   */
  public static void write(Path folder, HeadFile head, @Nullable Backbone backbone)
      throws IOException {
    head.write(folder.resolve(HEAD));
    if (backbone != null) {
      new FullModel(backbone, head.head()).write(folder.resolve(MODEL));
    }
  }
}
