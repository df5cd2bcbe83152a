package dev.headwater.vision.backbone;

import dev.headwater.files.Safetensors;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.models.LinearModel;
import dev.headwater.learning.models.MlpModel;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the head among the tensors of a file, layer by layer. */
final class HeadTensors {
  private static final Pattern NAME = Pattern.compile("classifier\\.\\d+\\.(weight|bias)");

  private HeadTensors() {}

  /** One layer: {@code [outputs, inputs]} and {@code [outputs]}. */
  private record Linear(Tensor weight, Tensor bias) {
    int outputs() {
      return bias.values().length;
    }

    int inputs() {
      return weight.shape().get(1);
    }
  }

  /** Whether a tensor of this name belongs to a head. */
  static boolean contain(String tensor) {
    return NAME.matcher(tensor).matches();
  }

  /** The head of a file, if it holds one: a single logit tells no classes apart, and is none. */
  static Optional<TrainedHead> find(Safetensors file) {
    List<String> names = namesIn(file);
    boolean single =
        names.size() == 2
            && names.contains(Head.BIAS)
            && file.tensor(Head.BIAS).shape().equals(List.of(1));
    return names.isEmpty() || single ? Optional.empty() : Optional.of(read(file));
  }

  private static List<String> namesIn(Safetensors file) {
    return file.names().stream().filter(HeadTensors::contain).toList();
  }

  /** See {@link TrainedHead#from}. */
  static TrainedHead read(Safetensors file) {
    Metadata metadata = Metadata.of(file.source(), file.metadata());
    String spec = metadata.texts().get(Metadata.HEAD);
    List<Linear> layers = layers(file);
    Linear last = layers.get(layers.size() - 1);
    Model model = model(file.source(), layers);
    if (spec != null && !spec.equals(model.spec().toString())) {
      throw new UserDataException(
          "%s: metadata head is %s (expected: %s, as its tensors are)"
              .formatted(file.source(), Metadata.shortened(spec), model.spec()));
    }
    List<String> labels = metadata.labels();
    if (!labels.isEmpty() && labels.size() != last.outputs()) {
      throw new UserDataException(
          "%s: metadata labels names %d classes (expected: %d, as many as %s has)"
              .formatted(file.source(), labels.size(), last.outputs(), last.bias().name()));
    }
    float[] values = new float[model.layout().size()];
    int at = 0;
    for (Linear layer : layers) {
      for (Tensor tensor : List.of(layer.weight(), layer.bias())) {
        System.arraycopy(tensor.values(), 0, values, at, tensor.values().length);
        at += tensor.values().length;
      }
    }
    return new TrainedHead(model, Parameters.owning(model.layout(), values), labels);
  }

  private static Model model(String source, List<Linear> layers) {
    int features = layers.get(0).inputs();
    int classes = layers.get(layers.size() - 1).outputs();
    List<Integer> widths =
        layers.subList(0, layers.size() - 1).stream().map(Linear::outputs).toList();
    try {
      return widths.isEmpty()
          ? new LinearModel(classes, features)
          : new MlpModel(classes, features, widths);
    } catch (IllegalArgumentException e) {
      throw new UserDataException(source + ": " + e.getMessage(), e);
    }
  }

  /** The layers of a file, each fed by the one before; refuses tensors that belong to none. */
  private static List<Linear> layers(Safetensors file) {
    List<String> left = new ArrayList<>(namesIn(file));
    List<Linear> layers = new ArrayList<>();
    String prefix = "classifier.1.";
    do {
      Linear layer =
          new Linear(
              Backbone.finite(file, prefix + "weight"), Backbone.finite(file, prefix + "bias"));
      requireShapes(file.source(), layer, layers);
      layers.add(layer);
      left.removeAll(List.of(layer.weight().name(), layer.bias().name()));
      prefix = "classifier." + (2 * layers.size() + 1) + ".";
    } while (left.contains(prefix + "weight") || left.contains(prefix + "bias"));
    if (!left.isEmpty()) {
      throw new UserDataException(
          "%s: tensor %s follows no layer (expected: classifier.1, and with hidden layers classifier.3, classifier.5, ...)"
              .formatted(file.source(), left.get(0)));
    }
    return layers;
  }

  private static void requireShapes(String source, Linear layer, List<Linear> before) {
    List<Integer> weight = layer.weight().shape();
    List<Integer> bias = layer.bias().shape();
    String inputs = before.isEmpty() ? "features" : "" + before.get(before.size() - 1).outputs();
    if (weight.size() != 2
        || layer.weight().values().length == 0
        || !bias.equals(weight.subList(0, 1))
        || !(before.isEmpty() || inputs.equals("" + layer.inputs()))) {
      throw new UserDataException(
          "%s: %s is %s and %s is %s (expected: [outputs, %s] and [outputs])"
              .formatted(source, layer.weight().name(), weight, layer.bias().name(), bias, inputs));
    }
  }
}
