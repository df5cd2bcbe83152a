package dev.headwater.learning.training;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import java.util.Arrays;
import java.util.List;

/** Applies a head without changing it. */
public final class Scoring {
  /**
   * Examples are scored in blocks of this many, and blocks merged in order, so that threads cannot
   * change a loss.
   */
  public static final int BLOCK = 256;

  private Scoring() {}

  /** {@code W x + b}, shape [classes], for the feature vector that starts at {@code offset}. */
  public static float[] logits(Parameters parameters, float[] features, int offset) {
    float[] weights = parameters.toArray();
    float[] logits = new float[Head.of(parameters.layout()).classes()];
    logits(Head.of(parameters.layout()), weights, features, offset, logits);
    return logits;
  }

  private static void logits(Head head, float[] weights, float[] x, int offset, float[] logits) {
    int width = head.features();
    for (int c = 0; c < logits.length; c++) {
      logits[c] =
          Vectors.dot(x, offset, weights, c * width, width) + weights[logits.length * width + c];
    }
  }

  /** Loss and accuracy on all of {@code examples}. */
  public static Evaluation evaluate(Parameters parameters, Examples examples) {
    Evaluation all = Evaluation.empty(Head.of(parameters.layout()).classes());
    for (int from = 0; from < examples.size(); from += BLOCK) {
      all = all.plus(evaluate(parameters, examples, from, Math.min(examples.size(), from + BLOCK)));
    }
    return all;
  }

  /** Loss and accuracy on the examples in [from, to). Ties go to the lowest class. */
  public static Evaluation evaluate(Parameters parameters, Examples examples, int from, int to) {
    Head head = Head.of(parameters.layout());
    examples.requireFitting(head, 0);
    float[] weights = parameters.toArray();
    float[] logits = new float[head.classes()];
    Long[] correct = new Long[head.classes()];
    Long[] total = new Long[head.classes()];
    Arrays.fill(correct, 0L);
    Arrays.fill(total, 0L);
    double loss = 0;
    for (int i = from; i < to; i++) {
      logits(head, weights, examples.matrix(), i * head.features(), logits);
      int label = examples.label(i);
      int best = 0;
      for (int c = 1; c < logits.length; c++) {
        best = logits[c] > logits[best] ? c : best;
      }
      total[label]++;
      correct[label] += best == label ? 1 : 0;
      loss += Vectors.softmax(logits, label);
    }
    return new Evaluation(loss, List.of(correct), List.of(total));
  }
}
