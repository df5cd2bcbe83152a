package dev.headwater.simulations.cohorts;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.evaluation.Scorer;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.simulations.evaluation.Confusion;
import dev.headwater.simulations.evaluation.ConfusionCount;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Scores on the coordinator's own test set, block by block on the workers; blocks are merged in
 * order, so threads cannot change the loss.
 */
public final class TestSetScorer implements Scorer {
  private final Model model;
  private final Examples examples;
  private final Workers workers;

  /**
   * A scorer on these examples.
   *
   * @param model of the scored parameters
   * @param examples the whole test set, {@code [n x model.features()]}
   * @param workers threads that score; stay open
   */
  public TestSetScorer(Model model, Examples examples, Workers workers) {
    this.model = model;
    this.examples = examples;
    this.workers = workers;
  }

  @Override
  public Evaluation score(Parameters parameters) throws InterruptedException {
    List<Callable<Evaluation>> blocks = new ArrayList<>();
    for (int from = 0; from < examples.size(); from += Model.SCORING_BLOCK) {
      int start = from;
      int end = Math.min(examples.size(), from + Model.SCORING_BLOCK);
      blocks.add(() -> model.score(parameters, examples, start, end));
    }
    Evaluation all = Evaluation.empty(model.classes());
    for (Evaluation block : workers.all(blocks)) {
      all = all.plus(block);
    }
    return all;
  }

  /**
   * {@return what the parameters take the test set for} Once for a run's final parameters: it costs
   * about what one round's {@link #score} costs.
   *
   * @param parameters of the model
   * @param labels class names, one a class
   * @throws InterruptedException if this thread is interrupted while it waits
   */
  public Confusion confusion(Parameters parameters, List<String> labels)
      throws InterruptedException {
    ConfusionCount count = new ConfusionCount(labels);
    try (Examples.Turn turn = examples.turn()) {
      float[] features = turn.examples().matrix();
      List<Callable<float[][]>> blocks = new ArrayList<>();
      for (int from = 0; from < examples.size(); from += Model.SCORING_BLOCK) {
        int start = from;
        int end = Math.min(examples.size(), from + Model.SCORING_BLOCK);
        blocks.add(() -> logits(parameters, features, start, end));
      }
      int example = 0;
      for (float[][] block : workers.all(blocks)) {
        for (float[] logits : block) {
          count.add(examples.label(example++), logits);
        }
      }
    }
    return count.result();
  }

  private float[][] logits(Parameters parameters, float[] features, int from, int to) {
    float[][] logits = new float[to - from][];
    for (int i = from; i < to; i++) {
      logits[i - from] = model.logits(parameters, features, i * model.features());
    }
    return logits;
  }
}
