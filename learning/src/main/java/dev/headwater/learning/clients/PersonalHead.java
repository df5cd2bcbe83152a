package dev.headwater.learning.clients;

import dev.headwater.learning.evaluation.Evaluation;
import dev.headwater.learning.models.Model;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.training.Examples;
import dev.headwater.learning.training.Scaling;
import dev.headwater.learning.work.Sgd;
import org.jspecify.annotations.Nullable;

/**
 * A client's own head, which it keeps in its memory as {@link Sgd#PERSONAL}, with the scaling of
 * the features that it takes if it trained on standardised ones.
 */
public final class PersonalHead {
  private PersonalHead() {}

  /**
   * {@return its scores; null if the client has none}
   *
   * <p>One that is lost is not scored: the client says so when it is next asked to train.
   *
   * @param model what is learned
   * @param memory what clients keep
   * @param client the client's name
   * @param round the last one in which it was counted, 1-based; 0 for none
   * @param heldOut the client's own examples, which it does not train on
   */
  public static @Nullable Evaluation score(
      Model model, ClientMemory memory, String client, int round, Examples heldOut) {
    if (round == 0) {
      return null; // without a look: loading forgets what is not gone on from
    }
    NamedVectors kept;
    try {
      kept = memory.load(client, round);
    } catch (IllegalArgumentException lost) {
      return null;
    }
    Parameters own = Parameters.copyOf(model.layout(), kept.get(Sgd.PERSONAL));
    return model.score(own, Scaling.apply(kept, heldOut));
  }
}
