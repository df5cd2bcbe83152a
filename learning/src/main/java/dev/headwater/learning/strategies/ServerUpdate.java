package dev.headwater.learning.strategies;

import dev.headwater.learning.parameters.Parameters;
import dev.headwater.learning.tasks.Aggregate;

/**
 * The coordinator's half of an algorithm: how the global parameters move once a round is gathered.
 */
@FunctionalInterface
public interface ServerUpdate {

  /** The next global parameters. Called once a round, in order. */
  Parameters update(Parameters global, Aggregate aggregate);

  /** What it remembers between rounds, for a run that is taken up again; empty for nothing. */
  default double[] memory() {
    return new double[0];
  }

  /**
   * Takes up what {@link #memory} once gave.
   *
   * @throws IllegalArgumentException if this remembers nothing of the kind
   */
  default void restore(double[] memory) {
    if (memory.length > 0) {
      throw new IllegalArgumentException(
          "strategy: %d remembered values (expected: none, this one remembers nothing; resume with the run's own --strategy)"
              .formatted(memory.length));
    }
  }
}
