package dev.headwater.client.data;

import dev.headwater.learning.models.Model;
import dev.headwater.learning.models.Models;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.proto.RunDescription;

/**
 * What a run has learned, as it was sent to a client at its end.
 *
 * @param run of which it is the result, with its labels
 * @param parameters the final head, with the digest that the coordinator announced
 */
public record FinalModel(RunDescription run, Parameters parameters) {
  /**
   * Refuses a head for other classes than the run's.
   *
   * @throws IllegalArgumentException if layout, labels and the run's model do not fit together
   */
  public FinalModel {
    Model model = Models.of(run.model(), parameters.layout());
    if (model.classes() != run.labels().size()) {
      throw new IllegalArgumentException(
          "final head: of %d classes (expected: %d, the run's)"
              .formatted(model.classes(), run.labels().size()));
    }
    if (model.features() != run.backbone().features()) {
      throw new IllegalArgumentException(
          "final head: for %d features (expected: %d, as the run's backbone gives)"
              .formatted(model.features(), run.backbone().features()));
    }
  }

  /** What was learned: its shape and arithmetic. */
  public Model model() {
    return Models.of(run.model(), parameters.layout());
  }
}
