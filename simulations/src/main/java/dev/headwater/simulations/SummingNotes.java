package dev.headwater.simulations;

import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.learning.sums.Summing;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.simulations.output.text.Quantities;
import java.util.function.Consumer;

/**
 * Says once, in words, what bounds single clients in a run: that their deltas are clipped, and how
 * many of them count less than their examples because these are too far above the median.
 */
final class SummingNotes implements RoundListener {
  private final Summing summing;
  private final Consumer<String> note;
  private boolean told;

  SummingNotes(Summing summing, Consumer<String> note) {
    this.summing = summing;
    this.note = note;
  }

  /** What is known before the first round. */
  void begin() {
    Double norm = summing.clippingNorm();
    if (norm != null) {
      note.accept(
          "Every client's delta is clipped to an L2 norm of %s; no privacy is guaranteed."
              .formatted(Quantities.setting(norm)));
    }
  }

  @Override
  public void onTask(RoundTask task) {
    if (task.capped() > 0 && !told) {
      told = true;
      int cap = task.train().protection().weighting().cap();
      note.accept(
          "%s of %s %s more than %s times the median num_examples and %s as %s examples (--weight-cap none counts them in full)."
              .formatted(
                  Quantities.count(task.capped()),
                  Quantities.count(task.population(), "client"),
                  task.capped() == 1 ? "has" : "have",
                  Quantities.setting(summing.weightCap()),
                  task.capped() == 1 ? "counts" : "count",
                  Quantities.count(cap)));
    }
  }

  @Override
  public void onRound(RoundReport report) {}
}
