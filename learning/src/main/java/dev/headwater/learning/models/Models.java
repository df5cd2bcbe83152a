package dev.headwater.learning.models;

import dev.headwater.learning.names.Arguments;
import dev.headwater.learning.names.Choice;
import dev.headwater.learning.names.Choices;
import dev.headwater.learning.parameters.Layout;
import java.util.List;
import java.util.function.Function;

/** All models by name: {@code linear}, {@code mlp:200}. Each has its row in its own file. */
public final class Models {
  /** Creates a model once the data have determined its sizes. */
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
  public static final Choices<Factory> CHOICES = new Choices<>("head", Factory.class, Row.class);

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
   * The model of this name that has this layout: its first tensor is {@code [*, features]}, its
   * last {@code [classes]}.
   *
   * @throws IllegalArgumentException if the name, its arguments or the layout do not fit
   */
  public static Model of(String spec, Layout layout) {
    List<Integer> first = layout.tensors().get(0).shape();
    List<Integer> last = layout.tensors().get(layout.tensors().size() - 1).shape();
    int features = first.get(first.size() - 1);
    int classes = last.get(0);
    Model model = of(spec, classes, features);
    if (!model.layout().equals(layout)) {
      throw new IllegalArgumentException(
          "head: the layout %s (expected: %s, as %s has for %d classes on %d features)"
              .formatted(layout.tensors(), model.layout().tensors(), spec, classes, features));
    }
    return model;
  }

  /** A row of the table. */
  public abstract static class Row extends Choice<Factory> {
    /**
     * A row; see {@link Choice#Choice}.
     *
     * @param name the name as it is typed
     * @param parameters the arguments in order, with commas between
     * @param summary a few words of description
     * @param make creates one from its arguments
     */
    protected Row(
        String name, String parameters, String summary, Function<Arguments, Factory> make) {
      super(name, parameters, summary, make);
    }
  }
}
