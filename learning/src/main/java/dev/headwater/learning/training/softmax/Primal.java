package dev.headwater.learning.training.softmax;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.noise.GaussianNoise;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.kernels.Kernel;
import dev.headwater.learning.training.kernels.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Local training on the weights themselves: each step costs two passes over the batch's features.
 *
 * <p>Weights, velocity and gradient are flat: {@code [classes][features]}, then all biases.
 */
final class Primal implements SgdForm {
  private final Head head;
  private final Examples examples;
  private final float rate;
  private final float momentum;
  private final float decay;
  private final float mu;
  private final boolean pulled;
  private final float[] start;
  private final float[] weights;
  private final float[] velocity;
  private final float[] gradient;

  /** Added to every step's gradient; empty for none. */
  private final float[] correction;

  private final Batch batch;
  private final float[] own;

  Primal(
      Parameters global, Examples examples, Hyperparameters hyper, float @Nullable [] correction) {
    this.head = Head.of(global.layout());
    this.examples = examples;
    this.rate = (float) hyper.learningRate();
    this.momentum = (float) hyper.momentum();
    this.decay = (float) hyper.weightDecay();
    this.mu = (float) hyper.proximalMu();
    this.pulled = decay > 0 || mu > 0;
    this.correction =
        correction == null
            ? new float[0]
            : Parameters.owning(global.layout(), correction).values(); // checks its length
    this.start = global.values();
    this.weights = global.toArray();
    this.velocity = momentum > 0 ? new float[weights.length] : new float[0];
    this.gradient = new float[weights.length];
    this.batch = new Batch(head.classes());
    this.own = new float[head.classes()];
  }

  @Override
  public double step(int[] order, int from, int to) {
    double loss = addMeanGradient(order, from, to);
    move();
    return loss;
  }

  /** Adds the mean gradient of a batch; returns the sum of its losses. */
  double addMeanGradient(int[] order, int from, int to) {
    double loss = errors(order, from, to);
    batch.scale(1f / (to - from));
    addGradients();
    return loss;
  }

  /** The accumulated gradient, flat. */
  float[] gradient() {
    return gradient.clone();
  }

  /** The weight of an example's gradient in a step. */
  interface Scale {
    /**
     * The factor of the gradient {@code errors (x, 1)'} of one example; 0 leaves it out, finite or
     * not.
     *
     * @param errors {@code p - onehot(label)}, shape [classes]
     */
    float of(float[] errors, int example);
  }

  /**
   * Adds the scaled gradients of the examples at {@code order[from..to)} to the step's gradient;
   * returns the sum of their losses.
   */
  double addGradients(int[] order, int from, int to, Scale scale) {
    double loss = errors(order, from, to);
    for (int i = 0; i < batch.size; i++) {
      for (int c = 0; c < own.length; c++) {
        own[c] = batch.errors[c * batch.stride + i];
      }
      float factor = scale.of(own, batch.rows[i]);
      for (int c = 0; c < own.length; c++) {
        batch.errors[c * batch.stride + i] = factor == 0 ? 0 : own[c] * factor;
      }
    }
    addGradients();
    return loss;
  }

  /** Fills the batch's errors at the weights; returns the sum of its losses. */
  private double errors(int[] order, int from, int to) {
    batch.take(order, from, to);
    Logits.fill(weights, head, examples.matrix(), batch);
    return batch.toErrors(examples);
  }

  private void addGradients() {
    int classes = head.classes();
    int width = head.features();
    Kernel.best()
        .combine(
            gradient,
            classes,
            width,
            batch.errors,
            batch.stride,
            examples.matrix(),
            batch.rows,
            0,
            batch.size);
    for (int c = 0; c < classes; c++) {
      for (int i = 0; i < batch.size; i++) {
        gradient[classes * width + c] += batch.errors[c * batch.stride + i];
      }
    }
  }

  /**
   * Adds to {@code sum} the gradients of some examples, summed, shortened to an L2 norm of at most
   * {@code bound} and divided by {@code divisor}; returns the sum of their losses. A gradient that
   * is not finite counts as zero. The step's own gradient must be, and stays, zero.
   *
   * @param sum as {@link #zeros} gives it
   */
  double addClipped(int[] positions, double bound, double divisor, float[] sum) {
    double loss = errors(positions, 0, positions.length);
    addGradients();
    double norm = Clipping.norm(gradient);
    if (Double.isFinite(norm)) {
      Vectors.addScaled(sum, gradient, (float) ((norm > bound ? bound / norm : 1) / divisor));
    }
    Arrays.fill(gradient, 0);
    return loss;
  }

  /** Makes {@code sum} the step's gradient, and clears it. */
  void takeGradient(float[] sum) {
    System.arraycopy(sum, 0, gradient, 0, sum.length);
    Arrays.fill(sum, 0);
  }

  /** Zeros, as many as the gradient has values. */
  float[] zeros() {
    return new float[gradient.length];
  }

  /** Adds {@code deviation} times a standard normal draw to every value of the step's gradient. */
  void addNoise(GaussianNoise noise, double deviation) {
    noise.addTo(gradient, deviation);
  }

  /**
   * Takes a step along the accumulated gradient g, and clears it: {@code g += correction; g +=
   * decay * w + mu * (w - start); v = momentum * v + g; w -= lr * v}.
   */
  void move() {
    if (correction.length > 0) {
      Vectors.addScaled(gradient, correction, 1);
    }
    if (pulled) {
      pull(gradient, weights, start);
    }
    float[] along = gradient;
    if (momentum > 0) {
      Vectors.blend(velocity, momentum, gradient, 1);
      along = velocity;
    }
    Vectors.addScaled(weights, along, -rate);
    Arrays.fill(gradient, 0);
  }

  private void pull(float[] g, float[] w, float[] w0) {
    for (int k = 0; k < g.length; k++) {
      g[k] += decay * w[k] + mu * (w[k] - w0[k]);
    }
  }

  @Override
  public float[] delta() {
    Vectors.addScaled(weights, start, -1);
    return weights;
  }
}
