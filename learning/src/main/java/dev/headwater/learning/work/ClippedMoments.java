package dev.headwater.learning.work;

import dev.headwater.learning.algebra.PairSums;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.sums.Values;
import dev.headwater.learning.sums.Weighting;
import dev.headwater.learning.training.Examples;
import java.util.List;

/**
 * Sums for closed-form heads that one example changes only so far, for one noised release: {@code
 * x} is a feature vector with the constant {@value #BIAS} behind it, multiplied by {@code min(1, R
 * / |x|)}, and {@code y} its one-hot label. The only vector that is uploaded holds
 *
 * <pre>
 * s(i, j) sum of x_i x_j, i &lt;= j, row by row, then class by class the sum of x_j over its examples
 * s(i, i) = 1, s(i, j) = 181/128, just below the root of 2
 * </pre>
 *
 * so that its L2 norm is that of the symmetric matrix {@code X'X} and of {@code X'Y} together (by a
 * factor of 0.9999 smaller at most), and independent noise of one deviation on the vector is
 * symmetric noise on the matrix. One example moves it by at most {@link #sensitivity}.
 *
 * <p>Everything is computed in integers: the clipped {@code x_j} is cut towards zero to {@value
 * #ROW_BITS} fraction bits, which adds to no norm, and products are exact on a grid of {@value
 * #FRACTION_BITS}. So the sensitivity holds for exactly the integers that are summed, and the sum
 * is the same for every split of the examples. Where whole clients are protected, the sums are
 * uploaded as real numbers, rounded to float32, and clipped as a whole ({@link
 * dev.headwater.learning.protection.ClientPrivacy}).
 *
 * @param rowNorm R, in [1/16, 16], in the unit of the features as they are scaled by the task
 * @param wholeClients whether whole clients are protected; otherwise single examples
 */
public record ClippedMoments(double rowNorm, boolean wholeClients)
    implements LocalWork.ExampleSums {
  /** The one vector, {@code [width (width + 1) / 2 + classes width]}, width = features + 1. */
  public static final String STATISTICS = "statistics";

  /** Stands behind the features; they are scaled to a length of about 1. */
  public static final double BIAS = 0.25;

  /** Fraction bits of a row. */
  public static final int ROW_BITS = 15;

  /** Fraction bits of the sums. */
  public static final int FRACTION_BITS = 2 * ROW_BITS + 8;

  /** {@code s(i, i) 2^8}. */
  public static final int ON_DIAGONAL = 256;

  /** {@code s(i, j) 2^8}. */
  public static final int OFF_DIAGONAL = 362;

  private static final double MOST_NORM = 16;

  /** Number of examples whose products add up exactly in float64: {@code 2^11 2^38 = 2^49}. */
  private static final int BLOCK = 2048;

  /**
   * Refuses norms for which the integers are not made.
   *
   * @param rowNorm at least 1/16 and at most 16
   * @param wholeClients whether whole clients are protected
   * @throws IllegalArgumentException for another norm
   */
  public ClippedMoments {
    if (!(rowNorm >= 1 / MOST_NORM && rowNorm <= MOST_NORM)) {
      throw new IllegalArgumentException(
          "clipping norm: %s for the rows of statistics (expected: %s to %s; features are scaled to a length of about 1)"
              .formatted(rowNorm, 1 / MOST_NORM, MOST_NORM));
    }
  }

  /**
   * {@return how far one example more or less moves the vector in L2 norm: {@code sqrt(R^4 + R^2)},
   * the norm of (xx', xy'), rounded up}
   *
   * @param rowNorm R, above 0
   */
  public static double sensitivity(double rowNorm) {
    double square = rowNorm * rowNorm;
    return Math.sqrt(square * square + square) * (1 + 0x1p-50);
  }

  @Override
  public String name() {
    return "clipped-moments";
  }

  /** Integers are weighted by examples, as {@link Moments}; clients that are clipped, alike. */
  @Override
  public Weighting weighting(Weighting ofRun, int clients, boolean masked) {
    return wholeClients
        ? new Weighting.Uniform()
        : ExampleSums.super.weighting(ofRun, clients, masked);
  }

  @Override
  public boolean statistics() {
    return !wholeClients;
  }

  @Override
  public List<Output> outputs(Model model, double maxDelta) {
    int width = model.features() + 1;
    int size = width * (width + 1) / 2 + model.classes() * width;
    Layout layout = new Layout(List.of(new TensorSpec(STATISTICS, List.of(size))));
    double most = Math.max(rowNorm, rowNorm * rowNorm);
    return List.of(
        wholeClients
            ? new Output(STATISTICS, layout, most)
            : Output.ofIntegers(STATISTICS, layout, most, FRACTION_BITS));
  }

  @Override
  public LocalResult perform(LocalInput input) {
    long[] units = sums(input.examples(), input.model());
    if (!wholeClients) {
      return new LocalResult(List.of(new Values.Integers(units)), 0);
    }
    float[] values = new float[units.length];
    for (int j = 0; j < values.length; j++) {
      values[j] = (float) Math.scalb((double) units[j], -FRACTION_BITS);
    }
    return new LocalResult(List.of(new Values.Reals(values)), 0);
  }

  private long[] sums(Examples examples, Model model) {
    examples.requireFitting(model.classes(), model.features(), 1);
    int width = examples.width() + 1;
    int triangle = width * (width + 1) / 2;
    long[] units = new long[triangle + model.classes() * width];
    PairSums sums = new PairSums(width);
    for (int from = 0; from < examples.size(); from += BLOCK) {
      int to = Math.min(examples.size(), from + BLOCK);
      for (int example = from; example < to; example++) {
        double[] x = sums.row();
        clipped(examples, example, x);
        sums.add();
        int at = triangle + examples.label(example) * width;
        for (int j = 0; j < width; j++) {
          long value = (long) x[j];
          units[at + j] += value << (FRACTION_BITS - ROW_BITS);
        }
      }
      empty(sums, units);
    }
    return units;
  }

  /**
   * Fills {@code x} with the clipped row in integers. The computed norm is off by less than {@code
   * width 2^-53} of it, and the factor leaves room for that and for the rounding of products.
   */
  private void clipped(Examples examples, int example, double[] x) {
    int features = examples.width();
    double square = BIAS * BIAS;
    for (int j = 0; j < features; j++) {
      x[j] = examples.matrix()[example * features + j];
      square += x[j] * x[j];
    }
    x[features] = BIAS;
    double norm = Math.sqrt(square);
    if (!Double.isFinite(norm)) {
      throw new IllegalArgumentException(
          "features of example %d: of length %s (expected: finite numbers)"
              .formatted(example, norm));
    }
    double within = rowNorm * (1 - (2 * x.length + 16) * 0x1p-52);
    double scale = Math.scalb(norm <= within ? 1 : within / norm, ROW_BITS);
    for (int j = 0; j < x.length; j++) {
      x[j] = (long) (x[j] * scale); // towards zero
    }
  }

  /** Adds the block's products, whole numbers of at most 2^49, times s, and clears them. */
  private static void empty(PairSums sums, long[] units) {
    int at = 0;
    double[][] rows = sums.sums();
    for (int i = 0; i < rows.length; i++) {
      for (int j = i; j < rows.length; j++) {
        long sum = (long) rows[i][j];
        units[at++] += sum * (j == i ? ON_DIAGONAL : OFF_DIAGONAL);
      }
    }
    sums.clear();
  }
}
