package dev.headwater.simulations.replay;

import dev.headwater.learning.clients.ClientRound;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.learning.tasks.Contribution;
import java.util.Optional;

/**
 * What a client answers when its round is computed again.
 *
 * @param client its name
 * @param sent empty if its data cannot be worked on
 * @param memory what it keeps for its next round
 * @param computed whether it follows from the client's data; else it is the one that was kept
 * @param problem why its data cannot be worked on; empty if it can
 */
record Answer(
    String client,
    Optional<Contribution> sent,
    NamedVectors memory,
    boolean computed,
    String problem) {

  static Answer of(String client, ClientRound done) {
    return new Answer(client, Optional.of(done.contribution()), done.memory(), true, "");
  }

  static Answer kept(Contribution sent) {
    return new Answer(sent.client(), Optional.of(sent), NamedVectors.NONE, false, "");
  }

  static Answer none(String client, String problem) {
    return new Answer(client, Optional.empty(), NamedVectors.NONE, true, problem);
  }
}
