package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.TrainTask;
import dev.headwater.learning.training.Examples;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One round of one attacker: what it was asked for, what it has, and what it knows.
 *
 * @param client its name
 * @param examples its own; not written to
 * @param heldOut what it keeps out of training
 * @param task what it was asked for
 * @param memory what it keeps from its last counted round
 * @param past what it has seen before
 * @param crowd how many there are
 * @param others computes the spread of honest updates of this round
 */
public record Turn(
    String client,
    Examples examples,
    Examples heldOut,
    TrainTask task,
    NamedVectors memory,
    Past past,
    Crowd crowd,
    Supplier<Spread> others) {

  /** {@return what it would upload without an attack} */
  ClientRound honest() {
    return past.keep(on(examples));
  }

  /** {@return what the task gives on other examples} */
  ClientRound on(Examples other) {
    return ClientRound.perform(client, other, heldOut, task, memory);
  }

  /** {@return what its own examples give for another task} */
  ClientRound of(TrainTask other) {
    return ClientRound.perform(client, examples, heldOut, other, memory);
  }

  /** {@return its examples as an attack changes them, computed once for all rounds} */
  Examples poisoned(PoisonedData attack) {
    return past.poisoned(
        attack, examples, () -> attack.examples(examples, task.model().classes(), client));
  }

  /** {@return the first answer that it has ever given, null in its first round} */
  @Nullable ClientRound first() {
    return past.first();
  }

  /** {@return the task of {@code age} rounds ago, or the oldest it has seen since} */
  TrainTask earlier(int age) {
    return past.since(task.round() - age, task);
  }

  /** {@return the spread of honest updates of this round} */
  Spread spread() {
    return others.get();
  }
}
