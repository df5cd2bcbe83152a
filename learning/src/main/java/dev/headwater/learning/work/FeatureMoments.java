package dev.headwater.learning.work;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.Examples;
import java.util.List;

/**
 * Sums of a client's features and of their squares, computed as integers: {@code x} is a feature
 * vector rounded once to {@link Moments#FEATURE_BITS} fraction bits as in {@link Moments}.
 *
 * <pre>
 * first[j] = sum of x_j, then the number of examples        squares[j] = sum of x_j^2
 * </pre>
 *
 * Sums of integers are exact in every order. They tell the mean and the deviation of every feature
 * over all clients; of a client with a single picture they are that picture's features, and only
 * masks hide them from the coordinator.
 */
public record FeatureMoments() implements LocalWork.ExampleSums {
  /** {@code [features + 1]}, of {@link Moments#FEATURE_BITS} fraction bits. */
  public static final String FIRST = "first";

  /** {@code [features]}, of {@link Moments#PRODUCT_BITS} fraction bits. */
  public static final String SQUARES = "squares";

  @Override
  public String name() {
    return "feature-moments";
  }

  @Override
  public List<Output> outputs(Model model, double maxDelta) {
    int features = model.features();
    double most = Moments.MAX_FEATURE;
    return List.of(
        Output.ofIntegers(FIRST, flat(FIRST, features + 1), most, Moments.FEATURE_BITS),
        Output.ofIntegers(SQUARES, flat(SQUARES, features), most * most, Moments.PRODUCT_BITS));
  }

  private static Layout flat(String name, int size) {
    return new Layout(List.of(new TensorSpec(name, List.of(size))));
  }

  @Override
  public LocalResult perform(LocalInput input) {
    Examples examples = input.examples();
    examples.requireFitting(input.model().classes(), input.model().features(), 1);
    int features = examples.width();
    long[] first = new long[features + 1];
    long[] squares = new long[features];
    double[] x = new double[features + 1];
    for (int example = 0; example < examples.size(); example++) {
      Moments.round(examples, example, x);
      for (int j = 0; j < features; j++) {
        long units = (long) x[j]; // at most 2^21: its square is below 2^53
        first[j] += units;
        squares[j] += units * units;
      }
      first[features] += (long) x[features];
    }
    return new LocalResult(List.of(new Values.Integers(first), new Values.Integers(squares)), 0);
  }
}
