package dev.headwater.learning.training;

import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import java.util.Arrays;

/**
 * Local training on the weights themselves: each step costs two passes over the batch's features.
 *
 * <p>Weights lie class by class in arrays of {@code features} values, biases apart.
 */
final class Primal implements Steps {
  private static final int ROWS = 4;

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

  /** {@code [classes]} weight rows cut for the inner products; renewed after every step. */
  private final float[][][] cutWeights;

  private final float[][] rows;
  private final float[][] cutRow;
  private final float[] products;
  private final float[] probabilities;

  /** {@code [classes][ROWS]}. */
  private final float[][] errors;

  Primal(Parameters global, Examples examples, Hyperparameters hyper) {
    this.head = Head.of(global.layout());
    this.examples = examples;
    this.matrix = examples.matrix();
    this.rate = (float) hyper.learningRate();
    this.momentum = (float) hyper.momentum();
    this.decay = (float) hyper.weightDecay();
    this.mu = (float) hyper.proximalMu();
    this.pulled = decay > 0 || mu > 0;
    this.start = HeadRows.split(global, head);
    this.weights = HeadRows.split(global, head);
    this.velocity = momentum > 0 ? HeadRows.zeros(head) : new float[0][];
    this.gradient = HeadRows.zeros(head);
    int width = head.features();
    this.cutWeights = new float[head.classes()][][];
    Arrays.setAll(cutWeights, c -> Vectors.thirds(width));
    cutWeights();
    this.rows = new float[ROWS][width];
    this.cutRow = Vectors.thirds(width);
    this.products = new float[cutRow[0].length];
    this.probabilities = new float[head.classes()];
    this.errors = new float[head.classes()][ROWS];
  }

  @Override
  public double step(int[] order, int from, int to) {
    for (float[] row : gradient) {
      Arrays.fill(row, 0);
    }
    double loss = 0;
    float scale = 1f / (to - from);
    float[] bias = gradient[head.classes()];
    for (int begin = from; begin < to; begin += ROWS) {
      int count = Math.min(ROWS, to - begin);
      for (int r = 0; r < count; r++) {
        int example = order[begin + r];
        loss += errorsOf(example, r, scale);
        System.arraycopy(matrix, example * head.features(), rows[r], 0, head.features());
      }
      for (int c = 0; c < head.classes(); c++) {
        Vectors.addCombination(gradient[c], rows, errors[c], 0, count);
        for (int r = 0; r < count; r++) {
          bias[c] += errors[c][r];
        }
      }
    }
    for (int row = 0; row < weights.length; row++) {
      move(row);
    }
    cutWeights();
    return loss;
  }

  /** Fills {@code errors[c][r] = (p_c - [c = label]) * scale} and returns the loss. */
  private double errorsOf(int example, int r, float scale) {
    int width = head.features();
    Vectors.cut(matrix, example * width, width, cutRow);
    for (int c = 0; c < head.classes(); c++) {
      probabilities[c] = Vectors.dot(cutRow, cutWeights[c], products) + weights[head.classes()][c];
    }
    int label = examples.label(example);
    double loss = Vectors.softmax(probabilities, label);
    for (int c = 0; c < head.classes(); c++) {
      errors[c][r] = (probabilities[c] - (c == label ? 1 : 0)) * scale;
    }
    return loss;
  }

  /** {@code g += decay * w + mu * (w - start); v = momentum * v + g; w -= lr * v}. */
  private void move(int row) {
    float[] g = gradient[row];
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

  private void cutWeights() {
    for (int c = 0; c < head.classes(); c++) {
      Vectors.cut(weights[c], 0, head.features(), cutWeights[c]);
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
