package dev.headwater.learning.work;

import dev.headwater.learning.algebra.PairSums;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.training.Examples;
import java.util.List;

/**
 * Sums over a client's examples for closed-form heads, computed as integers: {@code x} is a feature
 * vector followed by a 1 (the bias as a column), rounded once to {@value #FEATURE_BITS} fraction
 * bits. Products are then exact on a grid of {@value #PRODUCT_BITS} fraction bits, and sums of
 * integers are exact in every order, so the totals depend neither on the split of examples across
 * clients nor on the order of additions.
 *
 * <pre>
 * second[i, j] = sum of x_i x_j, i &lt;= j, row by row        class[c, j] = sum of x_j over examples of class c
 * </pre>
 *
 * {@code second} ends with the number of examples, {@code class[c, features]} is that of class c.
 * The weight of a contribution is its number of examples.
 */
public record Moments() implements LocalWork.ExampleSums {
  /** {@code [(features + 1) (features + 2) / 2]}, the upper triangle. */
  public static final String SECOND = "second";

  /** {@code [classes, features + 1]}. */
  public static final String CLASS = "class";

  /** Fraction bits of a rounded feature. */
  public static final int FEATURE_BITS = 18;

  /** Fraction bits of a product of two. */
  public static final int PRODUCT_BITS = 2 * FEATURE_BITS;

  /** Largest feature: features of a MobileNetV2 are at most 6. */
  public static final double MAX_FEATURE = 8;

  /**
   * Number of examples whose products add up exactly in float64: {@code 2^11 (8 2^18)^2 = 2^53}.
   */
  private static final int BLOCK = 2048;

  /** Largest number of examples of all clients together: {@code 64 2^36 2^20 = 2^62}. */
  public static final int MAX_EXAMPLES = (1 << 20) - 1;

  @Override
  public String name() {
    return "moments";
  }

  @Override
  public List<Output> outputs(Model model, double maxDelta) {
    int width = model.features() + 1;
    Layout second = new Layout(List.of(new TensorSpec(SECOND, List.of(width * (width + 1) / 2))));
    Layout classes = new Layout(List.of(new TensorSpec(CLASS, List.of(model.classes(), width))));
    double most = MAX_FEATURE * MAX_FEATURE;
    return List.of(
        Output.ofIntegers(SECOND, second, most, PRODUCT_BITS),
        Output.ofIntegers(CLASS, classes, most, PRODUCT_BITS));
  }

  @Override
  public LocalResult perform(LocalInput input) {
    Examples examples = input.examples();
    int classes = input.model().classes();
    examples.requireFitting(classes, input.model().features(), 1);
    int width = examples.width() + 1;
    PairSums sums = new PairSums(width);
    long[] second = new long[width * (width + 1) / 2];
    long[] byClass = new long[classes * width];
    for (int from = 0; from < examples.size(); from += BLOCK) {
      int to = Math.min(examples.size(), from + BLOCK);
      for (int example = from; example < to; example++) {
        double[] x = sums.row();
        round(examples, example, x);
        sums.add();
        int label = examples.label(example);
        for (int j = 0; j < width; j++) {
          byClass[label * width + j] += (long) x[j] << FEATURE_BITS;
        }
      }
      empty(sums, second);
    }
    return new LocalResult(List.of(new Values.Integers(second), new Values.Integers(byClass)), 0);
  }

  /** Fills {@code x} with {@code rint(feature 2^18)}, then {@code 2^18} for the bias. */
  static void round(Examples examples, int example, double[] x) {
    int width = examples.width();
    for (int j = 0; j < width; j++) {
      float feature = examples.matrix()[example * width + j];
      if (!(Math.abs(feature) <= MAX_FEATURE)) {
        throw new IllegalArgumentException(
            "feature %d of example %d: %s (expected: at most %s in size, so that sums of products fit 64 bits)"
                .formatted(j, example, feature, MAX_FEATURE));
      }
      x[j] = Math.rint(Math.scalb((double) feature, FEATURE_BITS));
    }
    x[width] = 1 << FEATURE_BITS;
  }

  /** Adds the block's products, which are whole numbers below 2^53, and clears them. */
  private static void empty(PairSums sums, long[] second) {
    int at = 0;
    double[][] rows = sums.sums();
    for (int i = 0; i < rows.length; i++) {
      for (int j = i; j < rows.length; j++) {
        second[at++] += (long) rows[i][j];
      }
    }
    sums.clear();
  }
}
