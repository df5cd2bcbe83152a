package dev.headwater.learning.leakage;

import dev.headwater.learning.training.Examples;
import java.util.Arrays;

/**
 * How much of a client's data an attack on its update recovers, compared with guessing without the
 * update.
 *
 * @param labelError total variation between the estimated and the true label distribution, {@code
 *     sum_c |p_c - q_c| / 2}, in [0, 1]
 * @param baselineLabelError the same for the uniform distribution
 * @param cosine cosine similarity of estimated and true mean features, averaged over the classes
 *     that the client has
 * @param baselineCosine the same for guessing the mean of all of the client's features for every
 *     class, which is more than an outsider knows
 */
public record LeakageReport(
    double labelError, double baselineLabelError, double cosine, double baselineCosine) {

  /**
   * {@return how near {@code estimate} is to the client's data, and how near a guess is}
   *
   * @param estimate of the attack
   * @param truth the client's data: at least one example, with as many features as the estimate
   * @throws IllegalArgumentException for other data
   */
  public static LeakageReport compare(LeakageEstimate estimate, Examples truth) {
    int classes = estimate.classMeans().length;
    if (truth.size() < 1 || truth.width() != estimate.classMeans()[0].length) {
      throw new IllegalArgumentException(
          "leakage: %d examples of %d features (expected: at least 1, of %d features)"
              .formatted(truth.size(), truth.width(), estimate.classMeans()[0].length));
    }
    int[] counts = truth.labelCounts(classes);
    double[][] sums = new double[classes][truth.width()];
    double[] all = new double[truth.width()];
    for (int i = 0; i < truth.size(); i++) {
      for (int k = 0; k < all.length; k++) {
        float value = truth.matrix()[i * all.length + k];
        sums[truth.label(i)][k] += value;
        all[k] += value;
      }
    }
    double error = 0;
    double guessed = 0;
    double cosine = 0;
    double mean = 0;
    for (int c = 0; c < classes; c++) {
      double share = (double) counts[c] / truth.size();
      error += Math.abs(estimate.labelShares().get(c) - share) / 2;
      guessed += Math.abs(1.0 / classes - share) / 2;
      cosine += counts[c] == 0 ? 0 : cosine(doubles(estimate.classMeans()[c]), sums[c]);
      mean += counts[c] == 0 ? 0 : cosine(all, sums[c]);
    }
    long present = Arrays.stream(counts).filter(count -> count > 0).count();
    return new LeakageReport(error, guessed, cosine / present, mean / present);
  }

  /** {@return whether the update reveals more about the labels than guessing} */
  public boolean labelsLeak() {
    return labelError < baselineLabelError;
  }

  /** {@return whether the update reveals more about the features than their mean} */
  public boolean featuresLeak() {
    return cosine > baselineCosine;
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, k -> values[k]);
    return wide;
  }

  /** 0 if either is zero. */
  private static double cosine(double[] x, double[] y) {
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int k = 0; k < x.length; k++) {
      xy += x[k] * y[k];
      xx += x[k] * x[k];
      yy += y[k] * y[k];
    }
    return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
  }
}
