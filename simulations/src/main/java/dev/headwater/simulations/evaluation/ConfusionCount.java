package dev.headwater.simulations.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Counts what a model takes labelled pictures for. Not thread-safe. */
public final class ConfusionCount {
  private final List<String> labels;
  private final long[][] counts;
  private final double[] lossSums;

  /**
   * No pictures yet.
   *
   * @param labels class names, {@code [C]}
   */
  public ConfusionCount(List<String> labels) {
    this.labels = List.copyOf(labels);
    this.counts = new long[labels.size()][labels.size()];
    this.lossSums = new double[labels.size()];
  }

  /**
   * Counts one picture. It is taken for the class with the largest logit, of equals for the first,
   * as in training; its loss is {@code log(sum of exp(z)) - z(label)}, in double precision.
   *
   * @param label its class index
   * @param z its logits, {@code [C]}
   * @throws IllegalArgumentException for another number of logits
   */
  public void add(int label, float[] z) {
    if (z.length != labels.size()) {
      throw new IllegalArgumentException(
          "confusion: %d logits (expected: %d, one a class)".formatted(z.length, labels.size()));
    }
    int best = 0;
    for (int c = 1; c < z.length; c++) {
      best = z[c] > z[best] ? c : best;
    }
    double sum = 0;
    for (float one : z) {
      sum += Math.exp((double) one - z[best]);
    }
    counts[label][best]++;
    lossSums[label] += Math.log(sum) + z[best] - z[label];
  }

  /** {@return what was counted so far} */
  public Confusion result() {
    return new Confusion(
        labels,
        Stream.of(counts).map(row -> Arrays.stream(row).boxed().toList()).toList(),
        Arrays.stream(lossSums).boxed().toList());
  }
}
