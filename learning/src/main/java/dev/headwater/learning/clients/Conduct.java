package dev.headwater.learning.clients;

import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import java.util.Optional;

/**
 * How clients answer their tasks. Real ones are {@link #HONEST}; in tests and simulations some
 * attack the run, and the rest of the code does not know.
 */
@FunctionalInterface
public interface Conduct {
  /** Does the work as {@link ClientRound} says. */
  Conduct HONEST =
      (client, examples, heldOut, task, memory) ->
          Optional.of(ClientRound.perform(client, examples, heldOut, task, memory));

  /**
   * {@return what {@code client} uploads for {@code task} and remembers; empty if it stays silent}
   *
   * @param client the client's name
   * @param examples the client's own, at least one; not written to
   * @param heldOut what it keeps out of training; may be none
   * @param task the same for the whole cohort
   * @param memory what the client keeps from its last counted round
   * @throws IllegalArgumentException if the examples cannot be worked on, or do not fit the sum
   */
  Optional<ClientRound> answer(
      String client, Examples examples, Examples heldOut, TrainTask task, NamedVectors memory);
}
