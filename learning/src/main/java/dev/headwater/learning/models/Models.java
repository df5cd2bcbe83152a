package dev.headwater.learning.models;

import dev.headwater.learning.names.Choices;
import dev.headwater.learning.parameters.Layout;

/** All models by name: {@code linear}, {@code mlp:200}. */
public final class Models {
  /** Makes a model once the data have decided its sizes. */
  @FunctionalInterface
  public interface Factory {
    /**
     * A model of these sizes.
     *
     * @param classes at least 2
     * @param features at least 1
     */
    Model create(int classes, int features);
  }

  /** The table. */
  public static final Choices<Factory> CHOICES =
      new Choices<>(
          "head",
          Factory.class,
          Choices.row(
              LinearModel.NAME,
              "",
              "softmax regression on the features",
              arguments -> LinearModel::new),
          Choices.row(
              MlpModel.NAME,
              "WIDTH,[WIDTH],[WIDTH],[WIDTH]",
              "hidden layers of these widths, with ReLU between",
              arguments -> {
                var widths = arguments.wholeNumbers();
                MlpModel.requireWidths(widths);
                return (classes, features) -> new MlpModel(classes, features, widths);
              }));

  private Models() {}

  /**
   * The model of this name.
   *
   * @throws IllegalArgumentException if the name, its arguments or the sizes do not fit
   */
  public static Model of(String spec, int classes, int features) {
    return CHOICES.parse(spec).create(classes, features);
  }

  /**
   * The model of this name, which must have this layout.
   *
   * @throws IllegalArgumentException if it has another one
   */
  public static Model of(String spec, int classes, int features, Layout layout) {
    Model model = of(spec, classes, features);
    if (!model.layout().equals(layout)) {
      throw new IllegalArgumentException(
          "head: the layout %s (expected: %s, as %s has for %d classes on %d features)"
              .formatted(layout.tensors(), model.layout().tensors(), spec, classes, features));
    }
    return model;
  }
}
