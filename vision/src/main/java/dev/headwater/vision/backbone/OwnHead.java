package dev.headwater.vision.backbone;

import dev.headwater.files.Safetensors;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.TensorSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a head whose model is a class of somebody's own: its layout says what its tensors are. */
final class OwnHead {
  /** The heads of Headwater: their tensors alone tell what they are. */
  private static final Set<String> BUILT_IN = Set.of("linear", "mlp");

  /** Whether a spec names a class of somebody's own, or a row that an extension brings. */
  static boolean named(String spec) {
    return !BUILT_IN.contains(spec.split(":", 2)[0].strip());
  }

  private OwnHead() {}

  /** The head of a file, if its metadata names a class. */
  static Optional<TrainedHead> find(Safetensors file, OwnModels own) {
    Metadata metadata = Metadata.of(file.source(), file.metadata());
    String spec = metadata.texts().get(Metadata.HEAD);
    return spec == null || !named(spec)
        ? Optional.empty()
        : Optional.of(read(file, metadata, model(metadata, spec, own)));
  }

  private static Model model(Metadata metadata, String spec, OwnModels own) {
    try {
      if (own == OwnModels.NONE) { // before anything that the class alone would need
        return own.create(spec, 0, 0);
      }
      int classes = size(metadata, Metadata.CLASSES);
      return own.create(spec, classes, size(metadata, Metadata.FEATURES));
    } catch (IllegalArgumentException | UserDataException e) {
      throw new UserDataException(metadata.source() + ": " + e.getMessage(), e);
    }
  }

  private static int size(Metadata metadata, String key) {
    String text = metadata.texts().getOrDefault(key, "none");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "metadata %s is %s (expected: how many the head of somebody's own is for, as a run writes it)"
              .formatted(key, Metadata.shortened(text)),
          e);
    }
  }

  private static TrainedHead read(Safetensors file, Metadata metadata, Model model) {
    float[] values = new float[model.layout().size()];
    int at = 0;
    for (TensorSpec spec : model.layout().tensors()) {
      Tensor tensor = Backbone.finite(file, spec.name());
      if (!tensor.shape().equals(spec.shape())) {
        throw new UserDataException(
            "%s: %s is %s (expected: %s, as %s has)"
                .formatted(file.source(), spec.name(), tensor.shape(), spec.shape(), model.spec()));
      }
      System.arraycopy(tensor.values(), 0, values, at, tensor.values().length);
      at += tensor.values().length;
    }
    List<String> labels = metadata.labels();
    try {
      return new TrainedHead(model, Parameters.owning(model.layout(), values), labels);
    } catch (IllegalArgumentException e) {
      throw new UserDataException(file.source() + ": " + e.getMessage(), e);
    }
  }
}
