package dev.headwater.vision.backbone;

import dev.headwater.files.Safetensors;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import java.util.List;
import java.util.SortedMap;

/**
 * A trained classifier over features. In a file its tensors have the names that PyTorch gives to
 * torchvision's classifier: {@code classifier.1.weight} and {@code classifier.1.bias}; with hidden
 * layers those of {@code Sequential(Dropout, Linear, ReLU, Linear, ...)}: {@code classifier.1},
 * {@code classifier.3}, ...
 *
 * @param model its shape and arithmetic
 * @param parameters its values, in the model's layout
 * @param labels class names in order of the logits; empty where the file names none
 */
public record TrainedHead(Model model, Parameters parameters, List<String> labels) {

  /** Refuses parameters and labels that do not fit the model. */
  public TrainedHead {
    labels = List.copyOf(labels);
    if (!parameters.layout().equals(model.layout())) {
      throw new IllegalArgumentException(
          "head: tensors %s (expected: %s, as %s has)"
              .formatted(parameters.layout().tensors(), model.layout().tensors(), model.spec()));
    }
    if (!labels.isEmpty() && labels.size() != model.classes()) {
      throw new IllegalArgumentException(
          "head: %d labels (expected: %d, one a class)".formatted(labels.size(), model.classes()));
    }
  }

  /**
   * A head without hidden layers, {@code logits = W x + b}.
   *
   * @param labels class names, or none
   * @param weight {@code [C x F]}, row-major
   * @param bias {@code [C]}
   */
  public static TrainedHead linear(List<String> labels, float[] weight, float[] bias) {
    LinearModel model = new LinearModel(bias.length, weight.length / bias.length);
    float[] values = new float[weight.length + bias.length];
    System.arraycopy(weight, 0, values, 0, weight.length);
    System.arraycopy(bias, 0, values, weight.length, bias.length);
    return new TrainedHead(model, Parameters.owning(model.layout(), values), labels);
  }

  /**
   * Reads the head of a file. The shapes of its tensors say what it is; metadata may repeat it.
   *
   * @throws UserDataException if tensors are missing, or shapes, labels and metadata do not fit
   *     together
   */
  public static TrainedHead from(Safetensors file) {
    return from(file, OwnModels.NONE);
  }

  /**
   * Reads the head of a file that may be of a class of somebody's own.
   *
   * @param own makes the model of such a head
   * @throws UserDataException as {@link #from(Safetensors)}, and if {@code own} does not make it
   */
  public static TrainedHead from(Safetensors file, OwnModels own) {
    return OwnHead.find(file, own).orElseGet(() -> HeadTensors.read(file));
  }

  /** How it is typed, such as {@code linear} or {@code mlp:200}. */
  public String spec() {
    return model.spec().toString();
  }

  /** Number of classes, C. */
  public int classes() {
    return model.classes();
  }

  /** Length of a feature vector, F. */
  public int features() {
    return model.features();
  }

  /** The same head with other class names. */
  public TrainedHead withLabels(List<String> names) {
    return new TrainedHead(model, parameters, names);
  }

  /**
   * The logits {@code [C]} of one picture.
   *
   * @param x features {@code [F]}
   */
  public float[] logits(float[] x) {
    if (x.length != features()) {
      throw new IllegalArgumentException(
          "logits: of %d features (expected: %d)".formatted(x.length, features()));
    }
    return model.logits(parameters, x, 0);
  }

  /** As {@link #from} reads them, in the model's order. */
  public List<Tensor> tensors() {
    return parameters.layout().tensors().stream()
        .map(spec -> new Tensor(spec.name(), spec.shape(), parameters.tensor(spec.name())))
        .toList();
  }

  /**
   * Adds what a file with this head says about it: its spec and its class names. The tensors of a
   * class of somebody's own do not tell its sizes, so they are there too.
   */
  public void describe(SortedMap<String, String> metadata) {
    metadata.put(Metadata.HEAD, spec());
    if (OwnHead.named(spec())) {
      metadata.put(Metadata.CLASSES, Integer.toString(classes()));
      metadata.put(Metadata.FEATURES, Integer.toString(features()));
    }
    metadata.put(Metadata.LABELS, Metadata.json(labels));
  }
}
