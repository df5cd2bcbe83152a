package dev.headwater.vision.backbone;

import dev.headwater.files.SafetensorsWriter;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.parameters.Head;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * A backbone and the head trained on it: {@code model.safetensors}. torchvision's {@code
 * mobilenet_v2(num_classes=C, width_mult=W).load_state_dict(...)} takes the tensors as they are,
 * strictly; it does not ask for {@code num_batches_tracked} of a plain dictionary. Before a head
 * with hidden layers, its {@code classifier} is replaced: see {@link TrainedHead}. The metadata
 * keeps the preprocessing, what the head is, and the class names.
 */
public record FullModel(Backbone backbone, TrainedHead head) {

  /** Refuses a head that is not for this backbone's features. */
  public FullModel {
    if (head.features() != backbone.features()) {
      throw new IllegalArgumentException(
          "model: head for %d features (expected: %d, as the backbone gives)"
              .formatted(head.features(), backbone.features()));
    }
  }

  /**
   * Reads a file of {@link #write}, or any backbone file with a classifier.
   *
   * @throws UserDataException if it is no backbone, or holds no head
   */
  public static FullModel read(Path file) {
    return read(file, OwnModels.NONE);
  }

  /**
   * Reads a file whose head may be of a class of somebody's own.
   *
   * @param own makes the model of such a head
   * @throws UserDataException as {@link #read(Path)}, and if {@code own} does not make it
   */
  public static FullModel read(Path file, OwnModels own) {
    Backbone backbone = Backbone.load(file, own);
    TrainedHead head =
        backbone
            .pretrainedHead()
            .orElseThrow(
                () ->
                    new UserDataException(
                        "%s: a backbone without a head (expected: %s and %s in the same file, for 2 classes or more)"
                            .formatted(file, Head.WEIGHT, Head.BIAS)));
    return new FullModel(backbone, head);
  }

  /**
   * Writes the whole model; the file appears whole or not at all.
   *
   * @throws IOException if the disk refuses
   */
  public void write(Path file) throws IOException {
    List<Tensor> tensors = new ArrayList<>(backbone.tensors().values());
    tensors.addAll(head.tensors());
    SortedMap<String, String> texts = backbone.fileMetadata();
    head.describe(texts);
    texts.put(Metadata.BACKBONE_DIGEST, backbone.digest());
    SafetensorsWriter.write(file, tensors, texts);
  }
}
