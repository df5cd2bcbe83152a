package dev.headwater.learning.clients;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.work.Sgd;

/** A client's own head, which it keeps in its memory as {@link Sgd#PERSONAL}. */
public final class PersonalHead {
  private PersonalHead() {}

  /**
   * {@return its scores}
   *
   * @param model what is learned
   * @param memory of a counted round
   * @param heldOut the client's own examples, which it does not train on
   * @throws IllegalArgumentException if the memory holds no such head, or one of another model
   */
  public static Evaluation score(Model model, NamedVectors memory, Examples heldOut) {
    Parameters own = Parameters.copyOf(model.layout(), memory.get(Sgd.PERSONAL));
    return model.score(own, heldOut);
  }
}
