package dev.headwater.learning.leakage;

import dev.headwater.learning.clipping.Clipping;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Hyperparameters;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Estimates a client's label distribution and the mean features of its classes from the delta of a
 * softmax head: what a curious coordinator learns from one unprotected update. Zhao, Mopuri and
 * Bilen, "iDLG: Improved Deep Leakage from Gradients", 2020, showed that the gradient of the last
 * layer reveals labels; Wainakh et al., "User-Level Label Leakage from Gradients in Federated
 * Learning", 2022, showed it for the label counts of a batch. For a head on frozen features the
 * mean features can be recovered too.
 *
 * <p>With the share pi_c and the mean features mu_c of class c, and {@code P[d][c]} the probability
 * of class c that the model assigns to an example of class d, averaged over the training, the mean
 * gradient of row c is
 *
 * <pre>
 * G_c = sum_d pi_d P[d][c] (mu_d, 1) - pi_c (mu_c, 1),  so  -G = (I - P') U  with  U_c = pi_c (mu_c, 1)
 * </pre>
 *
 * <p>G is the delta over the learning rates of all steps. P depends on U, and both are computed
 * alternately, starting from uniform P, which is exact if the head starts at zero. The rows of
 * {@code I - P'} add up to zero, so U is known up to a multiple of one vector in each column: in
 * the column of ones the shares add up to 1; in the others features are never negative (a ReLU
 * comes last), and the smallest multiple that keeps them non-negative is used. That is exact if
 * some class is absent or never has the feature. Weight decay and the proximal term are ignored,
 * because useful values of them are small. An attacker with public images of the same kind can do
 * better.
 */
public final class LeakageProbe {
  private static final int ITERATIONS = 10;

  /** P is averaged over at most this many points on the straight line to the new weights. */
  private static final int POINTS = 8;

  private final Head head;
  private final float[] before;
  private final float[] delta;

  private LeakageProbe(Parameters before, float[] delta) {
    this.head = Head.of(before.layout());
    this.before = before.toArray();
    this.delta = delta;
  }

  /**
   * {@return an estimate from one update}
   *
   * @param before parameters that the client started from, those of a softmax head
   * @param delta {@code w_local - w_global}, flat, all finite
   * @param hyper how it trained
   * @param numExamples reported number of examples, at least 1
   * @throws IllegalArgumentException if the delta does not fit the parameters, or there are no
   *     examples
   */
  public static LeakageEstimate attack(
      Parameters before, float[] delta, Hyperparameters hyper, int numExamples) {
    if (delta.length != before.size() || numExamples < 1) {
      throw new IllegalArgumentException(
          "leakage: a delta of %d values from %d examples (expected: %d values, at least 1 example)"
              .formatted(delta.length, numExamples, before.size()));
    }
    long steps =
        hyper.localEpochs() * (((long) numExamples + hyper.batchSize() - 1) / hyper.batchSize());
    LeakageProbe probe = new LeakageProbe(before, delta);
    double[][] gradient = probe.gradient(totalRate(hyper, steps));
    double[][] p = new double[probe.head.classes()][probe.head.classes()];
    for (double[] row : p) {
      Arrays.fill(row, 1.0 / row.length);
    }
    LeakageEstimate estimate = probe.solve(gradient, p);
    for (int i = 0; i < ITERATIONS; i++) {
      LeakageEstimate next = probe.solve(gradient, probe.probabilities(estimate, steps));
      if (!Stream.of(next.classMeans()).allMatch(Clipping::isFinite)) {
        break; // invalid input may diverge: keep the last valid estimate
      }
      estimate = next;
    }
    return estimate;
  }

  /**
   * The distance by which a constant gradient of 1 moves a weight over all steps, momentum
   * included.
   */
  private static double totalRate(Hyperparameters hyper, long steps) {
    double velocity = 0;
    double way = 0;
    for (long step = 0; step < steps; step++) {
      velocity = hyper.momentum() * velocity + 1;
      way += velocity;
    }
    return hyper.learningRate() * way;
  }

  /** {@code -G}, shape [classes][features + 1]. */
  private double[][] gradient(double rate) {
    int width = head.features();
    double[][] rows = new double[head.classes()][width + 1];
    for (int c = 0; c < rows.length; c++) {
      for (int k = 0; k < width; k++) {
        rows[c][k] = delta[c * width + k] / rate;
      }
      rows[c][width] = delta[rows.length * width + c] / rate;
    }
    return rows;
  }

  private LeakageEstimate solve(double[][] negative, double[][] p) {
    int classes = head.classes();
    int width = head.features();
    // (I - P' + 11'/K) U = -G + 1 s'/K, where s holds the unknown sums of U's columns.
    double[][] a = new double[classes][classes];
    double[][] right = new double[classes][];
    for (int c = 0; c < classes; c++) {
      for (int d = 0; d < classes; d++) {
        a[c][d] = (c == d ? 1 : 0) - p[d][c] + 1.0 / classes;
      }
      right[c] = Arrays.copyOf(negative[c], width + 2);
      right[c][width + 1] = 1.0 / classes;
    }
    LinearSystem.solve(a, right);
    List<Double> shares = shares(right, width);
    float[][] means = new float[classes][width];
    for (int k = 0; k < width; k++) {
      double sum = 0;
      for (double[] row : right) {
        sum = Math.max(sum, -row[k] / row[width + 1]);
      }
      for (int c = 0; c < classes; c++) {
        double share = shares.get(c);
        double mean = (right[c][k] + sum * right[c][width + 1]) / share;
        means[c][k] = share * 1000 < 1 ? 0 : (float) mean;
      }
    }
    return new LeakageEstimate(shares, means);
  }

  /**
   * The column of ones: negative values count as absent classes, and the rest is normalised to 1.
   */
  private static List<Double> shares(double[][] solved, int width) {
    double[] shares = new double[solved.length];
    Arrays.setAll(shares, c -> Math.max(0, solved[c][width] + solved[c][width + 1]));
    double sum = DoubleStream.of(shares).sum();
    return sum > 0
        ? DoubleStream.of(shares).mapToObj(share -> share / sum).toList()
        : Collections.nCopies(shares.length, 1.0 / shares.length);
  }

  /** {@code P[d][c]}, with every example of a class replaced by the class mean. */
  private double[][] probabilities(LeakageEstimate estimate, long steps) {
    int points = (int) Math.min(steps, POINTS);
    int classes = head.classes();
    double[][] p = new double[classes][classes];
    for (int d = 0; d < classes; d++) {
      double[] old = logits(before, estimate.classMeans()[d]);
      double[] moved = logits(delta, estimate.classMeans()[d]);
      for (int point = 0; point < points; point++) {
        double way = (point + 0.5) / points - 0.5 / steps; // steps start from 0, 1/steps, ...
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
          max = Math.max(max, old[c] + way * moved[c]);
        }
        double[] e = new double[classes];
        for (int c = 0; c < classes; c++) {
          e[c] = Math.exp(old[c] + way * moved[c] - max);
        }
        double sum = DoubleStream.of(e).sum();
        for (int c = 0; c < classes; c++) {
          p[d][c] += e[c] / sum / points;
        }
      }
    }
    return p;
  }

  private double[] logits(float[] weights, float[] features) {
    double[] z = new double[head.classes()];
    int width = head.features();
    for (int c = 0; c < z.length; c++) {
      z[c] = weights[z.length * width + c];
      for (int k = 0; k < width; k++) {
        z[c] += (double) weights[c * width + k] * features[k];
      }
    }
    return z;
  }
}
