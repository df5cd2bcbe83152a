package dev.headwater.learning.contracts;

import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.TensorSpec;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fully connected layers with ReLU between and a softmax at the end, written down naively in double
 * precision: slow, and easy to believe. A linear head is one layer.
 */
final class DoubleNet {
  private final int[] sizes;

  /** The layers that a layout of weights {@code [outputs, inputs]} and biases describes. */
  DoubleNet(Layout layout) {
    List<TensorSpec> tensors = layout.tensors();
    sizes = new int[tensors.size() / 2 + 1];
    sizes[0] = tensors.get(0).shape().get(1);
    for (int layer = 0; layer + 1 < sizes.length; layer++) {
      sizes[layer + 1] = tensors.get(2 * layer).shape().get(0);
    }
  }

  static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, j -> values[j]);
    return doubles;
  }

  /** Outputs of every layer, the inputs first; of the last layer before the softmax. */
  private double[][] forward(double[] w, Examples examples, int example) {
    double[][] outputs = new double[sizes.length][];
    outputs[0] = new double[sizes[0]];
    for (int k = 0; k < sizes[0]; k++) {
      outputs[0][k] = examples.matrix()[example * sizes[0] + k];
    }
    int at = 0;
    for (int layer = 1; layer < sizes.length; layer++) {
      int inputs = sizes[layer - 1];
      outputs[layer] = new double[sizes[layer]];
      for (int o = 0; o < sizes[layer]; o++) {
        double sum = w[at + sizes[layer] * inputs + o];
        for (int k = 0; k < inputs; k++) {
          sum += w[at + o * inputs + k] * outputs[layer - 1][k];
        }
        outputs[layer][o] = layer + 1 < sizes.length ? Math.max(0, sum) : sum;
      }
      at += sizes[layer] * (inputs + 1);
    }
    return outputs;
  }

  double[] logits(double[] w, Examples examples, int example) {
    return forward(w, examples, example)[sizes.length - 1];
  }

  private static double[] softmax(double[] logits) {
    double most = Arrays.stream(logits).max().orElseThrow();
    double[] p = Arrays.stream(logits).map(z -> Math.exp(z - most)).toArray();
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(v -> v / sum).toArray();
  }

  /** Mean cross-entropy of the examples at {@code chosen}. */
  double loss(double[] w, Examples examples, int[] chosen) {
    double loss = 0;
    for (int i : chosen) {
      loss -= Math.log(softmax(logits(w, examples, i))[examples.label(i)]);
    }
    return loss / chosen.length;
  }

  /** Its gradient, by back-propagation. */
  double[] gradient(double[] w, Examples examples, int[] chosen) {
    double[] g = new double[w.length];
    for (int i : chosen) {
      double[][] outputs = forward(w, examples, i);
      double[] error = softmax(outputs[sizes.length - 1]);
      error[examples.label(i)] -= 1;
      int at = w.length;
      for (int layer = sizes.length - 1; layer > 0; layer--) {
        int inputs = sizes[layer - 1];
        at -= sizes[layer] * (inputs + 1);
        double[] below = new double[inputs];
        for (int o = 0; o < sizes[layer]; o++) {
          for (int k = 0; k < inputs; k++) {
            g[at + o * inputs + k] += error[o] * outputs[layer - 1][k] / chosen.length;
            below[k] += outputs[layer - 1][k] > 0 ? w[at + o * inputs + k] * error[o] : 0;
          }
          g[at + sizes[layer] * inputs + o] += error[o] / chosen.length;
        }
        error = below;
      }
    }
    return g;
  }

  /**
   * The delta that training gives: {@code g += correction + decay w + mu (w - start); v = momentum
   * v + g; w -= lr v}.
   */
  double[] train(
      double[] start,
      Examples examples,
      Hyperparameters h,
      float @Nullable [] correction,
      KeyedRandom random) {
    double[] w = start.clone();
    double[] v = new double[w.length];
    int[] order = new int[examples.size()];
    Arrays.setAll(order, i -> i);
    for (int epoch = 0; epoch < h.localEpochs(); epoch++) {
      random.shuffle(order);
      for (int from = 0; from < order.length; from += h.batchSize()) {
        int to = Math.min(order.length, from + h.batchSize());
        double[] g = gradient(w, examples, Arrays.copyOfRange(order, from, to));
        for (int j = 0; j < w.length; j++) {
          g[j] += correction == null ? 0 : correction[j];
          g[j] += h.weightDecay() * w[j] + h.proximalMu() * (w[j] - start[j]);
          v[j] = h.momentum() * v[j] + g[j];
        }
        for (int j = 0; j < w.length; j++) {
          w[j] -= h.learningRate() * v[j];
        }
      }
    }
    double[] delta = new double[w.length];
    Arrays.setAll(delta, j -> w[j] - start[j]);
    return delta;
  }
}
