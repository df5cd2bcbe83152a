package dev.headwater.learning.training;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.util.Arrays;

/**
 * Mini-batch SGD on a softmax head: the loss of one example is {@code -log softmax(W x +
 * b)[label]}, its gradient {@code (p - onehot(label)) (x, 1)'}. The update is PyTorch's SGD with
 * momentum and weight decay (biases decay too), plus FedProx's pull towards the global parameters.
 *
 * <p>A pure function of its arguments: the order of examples comes from {@code (seed, round,
 * client)}, one shuffle an epoch.
 */
public final class SoftmaxRegression {
  private final Head head;
  private final Hyperparameters hyper;
  private final float[] start;
  private final float[] weights;
  private final float[] velocity;
  private final float[] gradient;
  private final float[] probabilities;
  private double lossSum;
  private long seen;

  private SoftmaxRegression(Parameters global, Hyperparameters hyper) {
    this.head = Head.of(global.layout());
    this.hyper = hyper;
    this.start = global.toArray();
    this.weights = start.clone();
    this.velocity = hyper.momentum() > 0 ? new float[start.length] : new float[0];
    this.gradient = new float[start.length];
    this.probabilities = new float[head.classes()];
  }

  /**
   * Trains from {@code global} for the local epochs that {@code hyper} asks for.
   *
   * @param examples at least one; width and labels must fit the head
   * @return the delta {@code w - w_global} and the mean loss over all steps
   */
  public static LocalUpdate train(
      Parameters global,
      Examples examples,
      Hyperparameters hyper,
      long seed,
      int round,
      String client) {
    examples.requireFitting(Head.of(global.layout()), 1);
    var run = new SoftmaxRegression(global, hyper);
    KeyedRandom random = KeyedRandom.of(seed, round, client, Purpose.SHUFFLE);
    int[] order = new int[examples.size()];
    Arrays.setAll(order, i -> i);
    for (int epoch = 0; epoch < hyper.localEpochs(); epoch++) {
      random.shuffle(order);
      for (int from = 0; from < order.length; from += hyper.batchSize()) {
        int to = Math.min(order.length, from + hyper.batchSize());
        run.gradientOf(examples, order, from, to);
        run.step();
      }
    }
    return run.update();
  }

  /** {@code gradient = mean over the batch of (p - onehot) (x, 1)'}. */
  private void gradientOf(Examples examples, int[] order, int from, int to) {
    int classes = head.classes();
    int width = head.features();
    float[] x = examples.matrix();
    Arrays.fill(gradient, 0);
    float scale = 1f / (to - from);
    for (int k = from; k < to; k++) {
      int row = order[k] * width;
      int label = examples.label(order[k]);
      for (int c = 0; c < classes; c++) {
        probabilities[c] =
            Vectors.dot(x, row, weights, c * width, width) + weights[classes * width + c];
      }
      lossSum += Vectors.softmax(probabilities, label);
      for (int c = 0; c < classes; c++) {
        float error = (probabilities[c] - (c == label ? 1 : 0)) * scale;
        Vectors.addScaled(gradient, c * width, x, row, error, width);
        gradient[classes * width + c] += error;
      }
    }
    seen += to - from;
  }

  /** {@code g += decay * w + mu * (w - start); v = momentum * v + g; w -= lr * v}. */
  private void step() {
    float rate = (float) hyper.learningRate();
    float decay = (float) hyper.weightDecay();
    float mu = (float) hyper.proximalMu();
    float momentum = (float) hyper.momentum();
    if (decay > 0 || mu > 0) {
      for (int j = 0; j < weights.length; j++) {
        gradient[j] += decay * weights[j] + mu * (weights[j] - start[j]);
      }
    }
    if (momentum > 0) {
      for (int j = 0; j < weights.length; j++) {
        velocity[j] = momentum * velocity[j] + gradient[j];
        weights[j] -= rate * velocity[j];
      }
    } else {
      for (int j = 0; j < weights.length; j++) {
        weights[j] -= rate * gradient[j];
      }
    }
  }

  private LocalUpdate update() {
    float[] delta = new float[weights.length];
    for (int j = 0; j < delta.length; j++) {
      delta[j] = weights[j] - start[j];
    }
    return new LocalUpdate(delta, lossSum / seen);
  }
}
