package dev.headwater.learning.training.mlp;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import dev.headwater.learning.training.LocalUpdate;
import dev.headwater.learning.training.kernels.Rows;
import dev.headwater.learning.training.kernels.Vectors;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fully connected layers with ReLU between them, trained by back-propagation in float32. Additions
 * have a fixed order: example by example, input by input. Not thread-safe.
 *
 * <p>Weights are stored transposed, {@code [inputs][outputs]}, so that every inner loop runs over
 * outputs, element by element, and C2 compiles it to vector instructions.
 */
public final class Mlp {
  private final int[] sizes;
  private final float[] start;

  /** {@code [layer][inputs + 1][outputs]}; the last row holds the biases. */
  private final float[][][] weights;

  private final float[][][] gradient;

  /** {@code [layer][outputs]}, after ReLU, except for the last layer. */
  private final float[][] outputs;

  private final float[][] errors;

  /**
   * A model with these parameters.
   *
   * @param sizes inputs of every layer, then the classes; at least two numbers
   * @param flat not written to: weights {@code [outputs, inputs]} and biases {@code [outputs]},
   *     layer by layer
   */
  public Mlp(int[] sizes, float[] flat) {
    this.sizes = sizes.clone();
    this.start = flat;
    this.weights = rows(sizes);
    this.gradient = rows(sizes);
    this.outputs = new float[sizes.length - 1][];
    this.errors = new float[sizes.length - 1][];
    for (int layer = 0; layer + 1 < sizes.length; layer++) {
      outputs[layer] = new float[sizes[layer + 1]];
      errors[layer] = new float[sizes[layer + 1]];
    }
    transpose(flat, weights);
  }

  private static float[][][] rows(int[] sizes) {
    float[][][] rows = new float[sizes.length - 1][][];
    for (int layer = 0; layer + 1 < sizes.length; layer++) {
      rows[layer] = new float[sizes[layer] + 1][sizes[layer + 1]];
    }
    return rows;
  }

  private static void transpose(float[] flat, float[][][] rows) {
    int at = 0;
    for (float[][] layer : rows) {
      int inputs = layer.length - 1;
      for (int out = 0; out < layer[0].length; out++) {
        for (int in = 0; in < inputs; in++) {
          layer[in][out] = flat[at++];
        }
      }
      for (int out = 0; out < layer[0].length; out++) {
        layer[inputs][out] = flat[at++];
      }
    }
  }

  private static float[] flatten(float[][][] rows, int length) {
    float[] flat = new float[length];
    int at = 0;
    for (float[][] layer : rows) {
      int inputs = layer.length - 1;
      for (int out = 0; out < layer[0].length; out++) {
        for (int in = 0; in < inputs; in++) {
          flat[at++] = layer[in][out];
        }
      }
      System.arraycopy(layer[inputs], 0, flat, at, layer[inputs].length);
      at += layer[inputs].length;
    }
    return flat;
  }

  /**
   * {@return the logits of one feature vector, {@code [classes]}}
   *
   * @param features holds the vector, {@code sizes[0]} values
   * @param offset position of its first value
   */
  public float[] logits(float[] features, int offset) {
    forward(features, offset);
    return outputs[outputs.length - 1].clone();
  }

  private void forward(float[] features, int offset) {
    float[] input = features;
    int from = offset;
    for (int layer = 0; layer < weights.length; layer++) {
      float[] out = outputs[layer];
      float[][] rows = weights[layer];
      System.arraycopy(rows[rows.length - 1], 0, out, 0, out.length);
      for (int k = 0; k + 1 < rows.length; k++) {
        if (input[from + k] != 0) { // half of the outputs of a ReLU are zero
          Vectors.addScaled(out, rows[k], input[from + k]);
        }
      }
      if (layer + 1 < weights.length) {
        for (int j = 0; j < out.length; j++) {
          out[j] = Math.max(0, out[j]);
        }
      }
      input = out;
      from = 0;
    }
  }

  /** Adds {@code scale} times the gradient of one example's loss; returns the loss. */
  private double addGradient(Examples examples, int example, float scale) {
    int offset = example * examples.width();
    forward(examples.matrix(), offset);
    int last = weights.length - 1;
    int label = examples.label(example);
    double loss = Vectors.softmax(outputs[last], label);
    for (int j = 0; j < errors[last].length; j++) {
      errors[last][j] = (outputs[last][j] - (j == label ? 1 : 0)) * scale;
    }
    for (int layer = last; layer >= 0; layer--) {
      float[] input = layer == 0 ? examples.matrix() : outputs[layer - 1];
      int from = layer == 0 ? offset : 0;
      float[][] rows = gradient[layer];
      for (int k = 0; k + 1 < rows.length; k++) {
        if (input[from + k] != 0) {
          Vectors.addScaled(rows[k], errors[layer], input[from + k]);
        }
      }
      Vectors.addScaled(rows[rows.length - 1], errors[layer], 1);
      if (layer > 0) {
        passBack(layer);
      }
    }
    return loss;
  }

  /** Errors of the layer below, zero where its ReLU gave zero. */
  private void passBack(int layer) {
    float[] below = errors[layer - 1];
    float[] error = errors[layer];
    for (int k = 0; k < below.length; k++) {
      float sum = 0;
      if (outputs[layer - 1][k] > 0) {
        float[] row = weights[layer][k];
        for (int j = 0; j < error.length; j++) {
          sum += row[j] * error[j];
        }
      }
      below[k] = sum;
    }
  }

  /**
   * {@return the mean gradient over all examples, flat, in place of a delta, and the mean loss}
   * Call once.
   *
   * @param examples at least one, which fit the model
   */
  public LocalUpdate gradient(Examples examples) {
    double loss = 0;
    for (int i = 0; i < examples.size(); i++) {
      loss += addGradient(examples, i, 1f / examples.size());
    }
    return new LocalUpdate(flatten(gradient, start.length), loss / examples.size());
  }

  /**
   * Mini-batch SGD; see {@link dev.headwater.learning.models.Model#sgd}. Call once.
   *
   * @param examples at least one, which fit the model
   * @param hyper how to train
   * @param correction flat, added to every step's gradient; null for none
   * @param random determines the order of the examples, one shuffle per epoch
   * @return the delta {@code w - w_global}, flat, and the mean loss over all steps
   */
  public LocalUpdate train(
      Examples examples, Hyperparameters hyper, float @Nullable [] correction, KeyedRandom random) {
    float[][][] velocity = hyper.momentum() > 0 ? rows(sizes) : new float[0][][];
    float[][][] origin = rows(sizes);
    transpose(start, origin);
    float[][][] added = rows(sizes);
    if (correction != null) {
      transpose(correction, added);
    }
    int n = examples.size();
    int[] order = Rows.all(n);
    double loss = 0;
    for (int epoch = 0; epoch < hyper.localEpochs(); epoch++) {
      random.shuffle(order);
      for (int from = 0; from < n; from += hyper.batchSize()) {
        int to = from + Math.min(n - from, hyper.batchSize());
        for (int i = from; i < to; i++) {
          loss += addGradient(examples, order[i], 1f / (to - from));
        }
        move(hyper, origin, correction == null ? null : added, velocity);
      }
    }
    float[] delta = flatten(weights, start.length);
    Vectors.addScaled(delta, start, -1);
    return new LocalUpdate(delta, loss / ((double) n * hyper.localEpochs()));
  }

  /** {@code g += correction + decay w + mu (w - start); v = momentum v + g; w -= lr v}. */
  private void move(
      Hyperparameters hyper,
      float[][][] origin,
      float @Nullable [] @Nullable [] @Nullable [] added,
      float[][][] velocity) {
    float decay = (float) hyper.weightDecay();
    float mu = (float) hyper.proximalMu();
    for (int layer = 0; layer < weights.length; layer++) {
      for (int k = 0; k < weights[layer].length; k++) {
        float[] w = weights[layer][k];
        float[] g = gradient[layer][k];
        float[] w0 = origin[layer][k];
        if (added != null) {
          Vectors.addScaled(g, added[layer][k], 1);
        }
        if (decay > 0 || mu > 0) {
          for (int j = 0; j < g.length; j++) {
            g[j] += decay * w[j] + mu * (w[j] - w0[j]);
          }
        }
        float[] step = g;
        if (velocity.length > 0) {
          Vectors.blend(velocity[layer][k], (float) hyper.momentum(), g, 1);
          step = velocity[layer][k];
        }
        Vectors.addScaled(w, step, -(float) hyper.learningRate());
        Arrays.fill(g, 0);
      }
    }
  }

  /**
   * {@return loss and accuracy on the examples in [from, to)} Ties go to the lowest class.
   *
   * @param examples which fit the model
   * @param from position of the first one
   * @param to position after the last one
   */
  public Evaluation score(Examples examples, int from, int to) {
    int classes = sizes[sizes.length - 1];
    Long[] correct = new Long[classes];
    Long[] total = new Long[classes];
    Arrays.fill(correct, 0L);
    Arrays.fill(total, 0L);
    double loss = 0;
    for (int i = from; i < to; i++) {
      forward(examples.matrix(), i * examples.width());
      float[] z = outputs[outputs.length - 1];
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = z[c] > z[best] ? c : best;
      }
      int label = examples.label(i);
      total[label]++;
      correct[label] += best == label ? 1 : 0;
      loss += Vectors.softmax(z, label);
    }
    return new Evaluation(loss, List.of(correct), List.of(total));
  }
}
