package dev.headwater.learning.models;

import com.google.auto.service.AutoService;
import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.names.Spec;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.mlp.Mlp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fully connected hidden layers, each followed by ReLU, then a softmax layer. Its tensors have the
 * names that PyTorch gives to torchvision's classifier with these layers, {@code
 * Sequential(Dropout, Linear, ReLU, Linear, ...)}: {@code classifier.1}, {@code classifier.3}, ...
 *
 * <p>Every weight and bias starts uniform in {@code (-1, 1) / sqrt(inputs)}, PyTorch's rule for
 * {@code Linear}, drawn from the run's seed.
 */
public final class MlpModel implements Model {
  static final String NAME = "mlp";
  private static final int MAX_WIDTH = 4096;
  private static final int MAX_LAYERS = 4;

  private final int classes;
  private final int features;
  private final List<Integer> widths;

  /**
   * A model of these sizes.
   *
   * @param classes at least 2
   * @param features at least 1
   * @param widths of the hidden layers, 1 to 4 of them, each 1 to 4096
   */
  public MlpModel(int classes, int features, List<Integer> widths) {
    requireWidths(widths);
    if (classes < 2 || features < 1) {
      throw new IllegalArgumentException(
          "head: %d classes on %d features (expected: at least 2 classes and 1 feature)"
              .formatted(classes, features));
    }
    this.classes = classes;
    this.features = features;
    this.widths = List.copyOf(widths);
  }

  static void requireWidths(List<Integer> widths) {
    boolean fit = widths.stream().allMatch(w -> w >= 1 && w <= MAX_WIDTH);
    if (!fit || widths.isEmpty() || widths.size() > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "head: mlp with hidden widths %s (expected: 1 to %d widths of 1 to %d)"
              .formatted(widths, MAX_LAYERS, MAX_WIDTH));
    }
  }

  @Override
  public Spec spec() {
    return Spec.of(NAME, widths.stream().mapToDouble(Integer::doubleValue).toArray());
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public int classes() {
    return classes;
  }

  /** Number of inputs of every layer, then the number of classes. */
  private int[] sizes() {
    int[] sizes = new int[widths.size() + 2];
    sizes[0] = features;
    for (int i = 0; i < widths.size(); i++) {
      sizes[i + 1] = widths.get(i);
    }
    sizes[sizes.length - 1] = classes;
    return sizes;
  }

  /** Weights {@code [outputs, inputs]}, then biases {@code [outputs]}, layer by layer. */
  @Override
  public Layout layout() {
    int[] sizes = sizes();
    List<TensorSpec> tensors = new ArrayList<>();
    for (int layer = 0; layer + 1 < sizes.length; layer++) {
      String name = "classifier." + (2 * layer + 1);
      tensors.add(new TensorSpec(name + ".weight", List.of(sizes[layer + 1], sizes[layer])));
      tensors.add(new TensorSpec(name + ".bias", List.of(sizes[layer + 1])));
    }
    return new Layout(tensors);
  }

  @Override
  public Parameters initial(long seed) {
    KeyedRandom random = KeyedRandom.of(seed, 0, "", Purpose.INITIAL);
    int[] sizes = sizes();
    Layout layout = layout();
    float[] values = new float[layout.size()];
    int at = 0;
    for (int layer = 0; layer + 1 < sizes.length; layer++) {
      double bound = 1 / Math.sqrt(sizes[layer]);
      int count = sizes[layer + 1] * (sizes[layer] + 1);
      for (int end = at + count; at < end; at++) {
        values[at] = (float) ((2 * random.nextDouble() - 1) * bound);
      }
    }
    return Parameters.owning(layout, values);
  }

  private Mlp open(Parameters parameters, Examples examples, int atLeast) {
    requireLayout(parameters);
    examples.requireFitting(classes, features, atLeast);
    return new Mlp(sizes(), parameters.toArray());
  }

  private void requireLayout(Parameters parameters) {
    if (!parameters.layout().equals(layout())) {
      throw new IllegalArgumentException(
          "parameters: of layout %s (expected: %s)"
              .formatted(parameters.layout().tensors(), layout().tensors()));
    }
  }

  @Override
  public LocalUpdate sgd(
      Parameters start,
      Examples examples,
      Hyperparameters hyper,
      float @Nullable [] correction,
      KeyedRandom order) {
    if (correction != null && correction.length != start.size()) {
      throw new IllegalArgumentException(
          "correction: %d values (expected: %d, as the model has)"
              .formatted(correction.length, start.size()));
    }
    return open(start, examples, 1).train(examples, hyper, correction, order);
  }

  @Override
  public LocalUpdate gradient(Parameters at, Examples examples) {
    return open(at, examples, 1).gradient(examples);
  }

  @Override
  public float[] logits(Parameters parameters, float[] input, int offset) {
    requireLayout(parameters);
    return new Mlp(sizes(), parameters.toArray()).logits(input, offset);
  }

  @Override
  public Evaluation score(Parameters parameters, Examples examples, int from, int to) {
    return open(parameters, examples, 0).score(examples, from, to);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MlpModel m
        && classes == m.classes
        && features == m.features
        && widths.equals(m.widths);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * classes + features) + widths.hashCode();
  }

  @Override
  public String toString() {
    return spec() + " for " + classes + " classes on " + features + " features";
  }

  private static Models.Factory create(List<Integer> widths) {
    requireWidths(widths);
    return (classes, features) -> new MlpModel(classes, features, widths);
  }

  /** Its row in the table of models. */
  @AutoService(Models.Row.class)
  public static final class Row extends Models.Row {
    /** For the service loader. */
    public Row() {
      super(
          NAME,
          "WIDTH=6,[WIDTH],[WIDTH],[WIDTH]",
          "hidden layers of these widths, with ReLU between",
          arguments -> create(arguments.wholeNumbers()));
    }
  }
}
