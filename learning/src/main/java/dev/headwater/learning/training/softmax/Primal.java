package dev.headwater.learning.training.softmax;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.noise.GaussianNoise;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.kernels.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Local training on the weights themselves: each step costs two passes over the batch's features.
 *
 * <p>Weights are stored by class in arrays of {@code features} values, biases separately.
 */
final class Primal implements SgdForm {
  private final Head head;
  private final Examples examples;
  private final float[] matrix;
  private final float rate;
  private final float momentum;
  private final float decay;
  private final float mu;
  private final boolean pulled;

  /** Weights {@code [classes][features]} and, as one last row, biases {@code [classes]}. */
  private final float[][] start;

  private final float[][] weights;
  private final float[][] velocity;
  private final float[][] gradient;

  /** Logits of {@link #weights}; renewed after every step. */
  private final Logits logits;

  /** {@code [ROWS][features]}: the current examples. */
  private final float[][] rows;

  /** {@code [classes][Logits.ROWS]}. */
  private final float[][] errors;

  /** {@code [classes + 1]} rows that are added to every step's gradient; empty for none. */
  private final float[][] correction;

  Primal(
      Parameters global, Examples examples, Hyperparameters hyper, float @Nullable [] correction) {
    this.head = Head.of(global.layout());
    this.examples = examples;
    this.matrix = examples.matrix();
    this.rate = (float) hyper.learningRate();
    this.momentum = (float) hyper.momentum();
    this.decay = (float) hyper.weightDecay();
    this.mu = (float) hyper.proximalMu();
    this.pulled = decay > 0 || mu > 0;
    this.correction =
        correction == null
            ? new float[0][]
            : HeadRows.split(Parameters.owning(global.layout(), correction), head);
    this.start = HeadRows.split(global, head);
    this.weights = HeadRows.split(global, head);
    this.velocity = momentum > 0 ? HeadRows.zeros(head) : new float[0][];
    this.gradient = HeadRows.zeros(head);
    this.logits = new Logits(head, weights);
    this.rows = new float[Logits.ROWS][head.features()];
    this.errors = new float[head.classes()][Logits.ROWS];
  }

  @Override
  public double step(int[] order, int from, int to) {
    double loss = addMeanGradient(order, from, to);
    move();
    return loss;
  }

  /** Adds the mean gradient of a batch; returns the sum of its losses. */
  double addMeanGradient(int[] order, int from, int to) {
    return addGradients(order, from, to, uniform(1f / (to - from)));
  }

  /** The accumulated gradient, flat. */
  float[] gradient() {
    return HeadRows.join(gradient, head);
  }

  /** The weight of an example's gradient in a step. */
  interface Scale {
    /**
     * The factor of the gradient {@code errors (x, 1)'} of one example.
     *
     * @param errors {@code p - onehot(label)}, shape [classes]
     */
    float of(float[] errors, int example);
  }

  private static Scale uniform(float scale) {
    return (errors, example) -> scale;
  }

  /**
   * Adds the scaled gradients of the examples at {@code order[from..to)} to the step's gradient;
   * returns the sum of their losses.
   */
  double addGradients(int[] order, int from, int to, Scale scale) {
    double loss = 0;
    float[] bias = gradient[head.classes()];
    for (int begin = from; begin < to; begin += Logits.ROWS) {
      int count = Math.min(Logits.ROWS, to - begin);
      for (int r = 0; r < count; r++) {
        int offset = order[begin + r] * head.features();
        logits.load(r, matrix, offset);
        System.arraycopy(matrix, offset, rows[r], 0, head.features());
      }
      float[][] ofRows = logits.compute(count);
      for (int r = 0; r < count; r++) {
        loss += errorsOf(ofRows[r], order[begin + r], r, scale);
      }
      for (int c = 0; c < head.classes(); c++) {
        Vectors.addCombination(gradient[c], rows, errors[c], 0, count);
        for (int r = 0; r < count; r++) {
          bias[c] += errors[c][r];
        }
      }
    }
    return loss;
  }

  /**
   * Fills {@code errors[c][r] = (p_c - [c = label]) * scale} from logits z, which it overwrites;
   * returns the loss.
   */
  private double errorsOf(float[] z, int example, int r, Scale scale) {
    int label = examples.label(example);
    double loss = Vectors.softmax(z, label);
    z[label] -= 1;
    float factor = scale.of(z, example);
    for (int c = 0; c < head.classes(); c++) {
      errors[c][r] = z[c] * factor;
    }
    return loss;
  }

  /**
   * Adds to {@code sum} the gradients of some examples, summed, shortened to an L2 norm of at most
   * {@code bound} and divided by {@code divisor}; returns the sum of their losses. A gradient that
   * is not finite counts as zero. The step's own gradient must be, and stays, zero.
   *
   * @param sum as {@link HeadRows#zeros} gives it
   */
  double addClipped(int[] positions, double bound, double divisor, float[][] sum) {
    double loss = addGradients(positions, 0, positions.length, uniform(1));
    double squares = 0;
    for (float[] row : gradient) {
      double norm = Clipping.norm(row);
      squares += norm * norm;
    }
    double norm = Math.sqrt(squares);
    if (Double.isFinite(norm)) {
      float factor = (float) ((norm > bound ? bound / norm : 1) / divisor);
      for (int row = 0; row < gradient.length; row++) {
        Vectors.addScaled(sum[row], gradient[row], factor);
      }
    }
    for (float[] row : gradient) {
      Arrays.fill(row, 0);
    }
    return loss;
  }

  /** Makes {@code sum} the step's gradient, and clears it. */
  void takeGradient(float[][] sum) {
    for (int row = 0; row < gradient.length; row++) {
      System.arraycopy(sum[row], 0, gradient[row], 0, sum[row].length);
      Arrays.fill(sum[row], 0);
    }
  }

  /** {@code [classes + 1]} rows of zeros, as many as the gradient has. */
  float[][] zeros() {
    return HeadRows.zeros(head);
  }

  /** Adds {@code deviation} times a standard normal draw to every value of the step's gradient. */
  void addNoise(GaussianNoise noise, double deviation) {
    for (float[] row : gradient) {
      noise.addTo(row, deviation);
    }
  }

  /** Takes a step along the accumulated gradient, and clears it. */
  void move() {
    for (int row = 0; row < weights.length; row++) {
      move(row);
      Arrays.fill(gradient[row], 0);
    }
    logits.renew(weights);
  }

  /**
   * {@code g += correction; g += decay * w + mu * (w - start); v = momentum * v + g; w -= lr * v}.
   */
  private void move(int row) {
    float[] g = gradient[row];
    if (correction.length > 0) {
      Vectors.addScaled(g, correction[row], 1);
    }
    if (pulled) {
      pull(g, weights[row], start[row]);
    }
    if (momentum > 0) {
      Vectors.blend(velocity[row], momentum, g, 1);
      g = velocity[row];
    }
    Vectors.addScaled(weights[row], g, -rate);
  }

  private void pull(float[] g, float[] w, float[] w0) {
    for (int k = 0; k < g.length; k++) {
      g[k] += decay * w[k] + mu * (w[k] - w0[k]);
    }
  }

  @Override
  public float[] delta() {
    for (int row = 0; row < weights.length; row++) {
      Vectors.addScaled(weights[row], start[row], -1);
    }
    return HeadRows.join(weights, head);
  }
}
