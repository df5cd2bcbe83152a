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
    return new Logits(parameters).of(features, offset).clone();
  }

  /**
   * Loss and accuracy on all of {@code examples}, which must fit the head.
   *
   * @throws IllegalArgumentException if they do not
   */
  public static Evaluation evaluate(Parameters parameters, Examples examples) {
    examples.requireFitting(Head.of(parameters.layout()), 0);
    Logits head = new Logits(parameters);
    Evaluation all = Evaluation.empty(head.classes());
    for (int from = 0; from < examples.size(); from += BLOCK) {
      all = all.plus(evaluate(head, examples, from, Math.min(examples.size(), from + BLOCK)));
    }
    return all;
  }

  /**
   * Loss and accuracy on the examples in [from, to). Ties go to the lowest class.
   *
   * @throws IllegalArgumentException if the examples do not fit the head
   */
  public static Evaluation evaluate(Parameters parameters, Examples examples, int from, int to) {
    examples.requireFitting(Head.of(parameters.layout()), 0);
    return evaluate(new Logits(parameters), examples, from, to);
  }

  private static Evaluation evaluate(Logits head, Examples examples, int from, int to) {
    Long[] correct = new Long[head.classes()];
    Long[] total = new Long[head.classes()];
    Arrays.fill(correct, 0L);
    Arrays.fill(total, 0L);
    double loss = 0;
    for (int i = from; i < to; i++) {
      float[] logits = head.of(examples.matrix(), i * examples.width());
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
