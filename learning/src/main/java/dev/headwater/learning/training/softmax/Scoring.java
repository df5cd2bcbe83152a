package dev.headwater.learning.training.softmax;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.parameters.Head;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.kernels.Rows;
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

  /**
   * {@return {@code W x + b}, {@code [classes]}, for one feature vector}
   *
   * @param parameters those of a softmax head
   * @param features holds the vector
   * @param offset position of its first value
   * @throws IllegalArgumentException if the parameters are no head
   */
  public static float[] logits(Parameters parameters, float[] features, int offset) {
    Head head = Head.of(parameters.layout());
    float[] vector = Arrays.copyOfRange(features, offset, offset + head.features());
    float[] z = new float[head.classes()];
    Logits.fill(parameters.values(), head, vector, Rows.all(1), 0, 1, z);
    return z;
  }

  /**
   * {@return loss and accuracy on all examples} Ties go to the lowest class.
   *
   * @param parameters those of a softmax head
   * @param examples which fit the head; may be none
   * @throws IllegalArgumentException if the parameters are no head, or the examples do not fit it
   */
  public static Evaluation evaluate(Parameters parameters, Examples examples) {
    Head head = Head.of(parameters.layout());
    examples.requireFitting(head, 0);
    int[] rows = Rows.all(examples.size());
    Evaluation all = Evaluation.empty(head.classes());
    try (Examples.Turn turn = examples.turn()) {
      for (int from = 0; from < examples.size(); from += BLOCK) {
        int to = Math.min(examples.size(), from + BLOCK);
        all = all.plus(evaluate(parameters.values(), head, turn.examples(), rows, from, to));
      }
    }
    return all;
  }

  /**
   * {@return loss and accuracy on the examples in [from, to)} Ties go to the lowest class.
   *
   * @param parameters those of a softmax head
   * @param examples which fit the head
   * @param from position of the first one
   * @param to position after the last one
   * @throws IllegalArgumentException if the parameters are no head, or the examples do not fit it
   */
  public static Evaluation evaluate(Parameters parameters, Examples examples, int from, int to) {
    Head head = Head.of(parameters.layout());
    examples.requireFitting(head, 0);
    int[] rows = Rows.all(examples.size());
    return evaluate(parameters.values(), head, examples, rows, from, to);
  }

  private static Evaluation evaluate(
      float[] parameters, Head head, Examples examples, int[] rows, int from, int to) {
    int classes = head.classes();
    Long[] correct = new Long[classes];
    Long[] total = new Long[classes];
    Arrays.fill(correct, 0L);
    Arrays.fill(total, 0L);
    double loss = 0;
    Batch batch = new Batch(classes);
    float[] features = examples.matrix();
    for (int begin = from; begin < to; begin += BLOCK) {
      batch.take(rows, begin, Math.min(to, begin + BLOCK));
      Logits.fill(parameters, head, features, batch);
      for (int i = 0; i < batch.size; i++) {
        int at = i * classes;
        int best = 0;
        for (int c = 1; c < classes; c++) {
          best = batch.logits[at + c] > batch.logits[at + best] ? c : best;
        }
        int label = examples.label(begin + i);
        total[label]++;
        correct[label] += best == label ? 1 : 0;
      }
      loss = batch.addLosses(loss, examples);
    }
    return new Evaluation(loss, List.of(correct), List.of(total));
  }
}
