package dev.headwater.learning.training.softmax;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Hyperparameters;

/** SGD on a softmax head, written down naively in double precision: slow, and easy to believe. */
public final class DoubleReference {
  private DoubleReference() {}

  /** Mean loss of {@code w} on the examples at {@code chosen}. */
  public static double loss(double[] w, Head head, Examples examples, int[] chosen) {
    double loss = 0;
    for (int i : chosen) {
      double[] p = probabilities(w, head, examples, i);
      loss -= Math.log(p[examples.label(i)]);
    }
    return loss / chosen.length;
  }

  /** Gradient of {@link #loss}. */
  public static double[] gradient(double[] w, Head head, Examples examples, int[] chosen) {
    double[] g = new double[w.length];
    for (int i : chosen) {
      double[] p = probabilities(w, head, examples, i);
      for (int c = 0; c < head.classes(); c++) {
        double error = (p[c] - (c == examples.label(i) ? 1 : 0)) / chosen.length;
        for (int k = 0; k < head.features(); k++) {
          g[c * head.features() + k] += error * examples.matrix()[i * head.features() + k];
        }
        g[head.classes() * head.features() + c] += error;
      }
    }
    return g;
  }

  private static double[] probabilities(double[] w, Head head, Examples examples, int i) {
    double[] p = new double[head.classes()];
    double sum = 0;
    for (int c = 0; c < p.length; c++) {
      double z = w[head.classes() * head.features() + c];
      for (int k = 0; k < head.features(); k++) {
        z += w[c * head.features() + k] * examples.matrix()[i * head.features() + k];
      }
      p[c] = Math.exp(z);
      sum += p[c];
    }
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    return p;
  }

  /** The delta that training should give, up to float32. */
  public static double[] train(
      Parameters global, Examples examples, Hyperparameters h, long seed, int round, String name) {
    Head head = Head.of(global.layout());
    double[] start = new double[global.size()];
    for (int j = 0; j < start.length; j++) {
      start[j] = global.get(j);
    }
    double[] w = start.clone();
    double[] v = new double[w.length];
    KeyedRandom random = KeyedRandom.of(seed, round, name, Purpose.SHUFFLE);
    int[] order = new int[examples.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int epoch = 0; epoch < h.localEpochs(); epoch++) {
      random.shuffle(order);
      for (int from = 0; from < order.length; from += h.batchSize()) {
        int to = Math.min(order.length, from + h.batchSize());
        double[] g = gradient(w, head, examples, java.util.Arrays.copyOfRange(order, from, to));
        for (int j = 0; j < w.length; j++) {
          g[j] += h.weightDecay() * w[j] + h.proximalMu() * (w[j] - start[j]);
          v[j] = h.momentum() * v[j] + g[j];
          w[j] -= h.learningRate() * v[j];
        }
      }
    }
    double[] delta = new double[w.length];
    for (int j = 0; j < delta.length; j++) {
      delta[j] = w[j] - start[j];
    }
    return delta;
  }

  /** {@code |actual - expected| / |expected|} in the Euclidean norm. */
  public static double relativeError(float[] actual, double[] expected) {
    double difference = 0;
    double size = 0;
    for (int j = 0; j < expected.length; j++) {
      difference += (actual[j] - expected[j]) * (actual[j] - expected[j]);
      size += expected[j] * expected[j];
    }
    return Math.sqrt(difference / size);
  }
}
