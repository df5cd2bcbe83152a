package dev.headwater.learning.evaluation;

import java.util.Collections;
import java.util.List;

/**
 * Scores of a head on a set of examples; merged by addition.
 *
 * @param lossSum sum of the cross-entropies, in nats
 * @param correct {@code [classes]}, examples of each class that were classified correctly
 * @param total {@code [classes]}, examples of each class
 */
public record Evaluation(double lossSum, List<Long> correct, List<Long> total) {

  /**
   * Refuses lists of different length, and more correct examples than examples.
   *
   * @param lossSum at least 0
   * @param correct from 0 to the same class's total; copied
   * @param total as long as {@code correct}; copied
   * @throws IllegalArgumentException for other values
   */
  public Evaluation {
    correct = List.copyOf(correct);
    total = List.copyOf(total);
    if (correct.size() != total.size()) {
      throw new IllegalArgumentException(
          "evaluation: %d and %d classes (expected: the same)"
              .formatted(correct.size(), total.size()));
    }
    for (int c = 0; c < total.size(); c++) {
      if (correct.get(c) < 0 || correct.get(c) > total.get(c)) {
        throw new IllegalArgumentException(
            "evaluation: class %d has %d right of %d (expected: 0 to %d)"
                .formatted(c, correct.get(c), total.get(c), total.get(c)));
      }
    }
    if (!(lossSum >= 0)) {
      throw new IllegalArgumentException(
          "evaluation: loss %s (expected: at least 0)".formatted(lossSum));
    }
  }

  /**
   * {@return the evaluation of no examples}
   *
   * @param classes length of both lists, at least 0
   */
  public static Evaluation empty(int classes) {
    return new Evaluation(0, Collections.nCopies(classes, 0L), Collections.nCopies(classes, 0L));
  }

  /**
   * {@return the evaluation of both sets of examples together}
   *
   * @param other of as many classes
   * @throws IllegalArgumentException for another number of classes
   */
  public Evaluation plus(Evaluation other) {
    if (other.total.size() != total.size()) {
      throw new IllegalArgumentException(
          "evaluation: %d and %d classes (expected: the same)"
              .formatted(total.size(), other.total.size()));
    }
    return new Evaluation(
        lossSum + other.lossSum, added(correct, other.correct), added(total, other.total));
  }

  private static List<Long> added(List<Long> a, List<Long> b) {
    Long[] sum = new Long[a.size()];
    for (int c = 0; c < sum.length; c++) {
      sum[c] = a.get(c) + b.get(c);
    }
    return List.of(sum);
  }

  /** {@return the total number of examples} */
  public long numExamples() {
    return total.stream().mapToLong(Long::longValue).sum();
  }

  /** {@return the number of correctly classified examples} */
  public long numCorrect() {
    return correct.stream().mapToLong(Long::longValue).sum();
  }

  /** {@return the share of correct predictions in [0, 1]; NaN without examples} */
  public double accuracy() {
    return (double) numCorrect() / numExamples();
  }

  /** {@return the mean cross-entropy in nats; NaN without examples} */
  public double loss() {
    return lossSum / numExamples();
  }

  /**
   * {@return the accuracy on one class in [0, 1]; NaN if it has no examples}
   *
   * @param classIndex from 0 to the number of classes - 1
   */
  public double accuracyOf(int classIndex) {
    return (double) correct.get(classIndex) / total.get(classIndex);
  }
}
