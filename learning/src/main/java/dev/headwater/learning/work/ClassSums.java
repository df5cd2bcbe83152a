package dev.headwater.learning.work;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.Examples;
import java.util.List;

/**
 * Sums of a client's features by class, computed as integers: {@code x} is a feature vector
 * followed by a 1, rounded once to {@link Moments#FEATURE_BITS} fraction bits as in {@link
 * Moments}.
 *
 * <pre>
 * class[c, j] = sum of x_j over examples of class c
 * </pre>
 *
 * {@code class[c, features]} is the number of examples of class c. Sums of integers are exact in
 * every order. Of a class with a single picture the sum is that picture's features: only masks hide
 * it from the coordinator.
 */
public record ClassSums() implements LocalWork.ExampleSums {
  /** {@code [classes, features + 1]}. */
  public static final String CLASS = Moments.CLASS;

  @Override
  public String name() {
    return "class-sums";
  }

  @Override
  public List<Output> outputs(Model model, double maxDelta) {
    Layout layout =
        new Layout(List.of(new TensorSpec(CLASS, List.of(model.classes(), model.features() + 1))));
    return List.of(Output.ofIntegers(CLASS, layout, Moments.MAX_FEATURE, Moments.FEATURE_BITS));
  }

  @Override
  public LocalResult perform(LocalInput input) {
    Examples examples = input.examples();
    examples.requireFitting(input.model().classes(), input.model().features(), 1);
    int width = examples.width() + 1;
    long[] sums = new long[input.model().classes() * width];
    double[] x = new double[width];
    for (int example = 0; example < examples.size(); example++) {
      Moments.round(examples, example, x);
      int row = examples.label(example) * width;
      for (int j = 0; j < width; j++) {
        sums[row + j] += (long) x[j];
      }
    }
    return new LocalResult(List.of(new Values.Integers(sums)), 0);
  }
}
