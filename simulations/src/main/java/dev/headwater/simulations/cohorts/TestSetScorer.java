package dev.headwater.simulations.cohorts;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.evaluation.Scorer;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
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
}
