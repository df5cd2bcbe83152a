package dev.headwater.learning.rounds;

import dev.headwater.learning.parameters.Parameters;

/**
 * The coordinator's half of an algorithm: how the global parameters move once a round is gathered.
 */
@FunctionalInterface
public interface ServerUpdate {

  /** The next global parameters. Called once a round, in order. */
  Parameters update(Parameters global, Aggregate aggregate);
}
