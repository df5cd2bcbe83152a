package dev.headwater.simulations.cohorts;

import dev.headwater.files.UserDataException;
import org.jspecify.annotations.Nullable;

/**
 * Where simulated clients run: in this process, behind sockets, or on a cluster. A run ends in the
 * same bits on each. Engines of other modules are services of this type.
 */
public interface Engine {

  /** {@return the name by which {@code --engine} finds it} */
  String name();

  /** {@return whether it takes the address of a cluster} */
  default boolean hasMaster() {
    return false;
  }

  /** {@return whether some of its clients can attack} */
  default boolean hasAttackers() {
    return false;
  }

  /**
   * Refuses an address that cannot be used, before anything that takes time.
   *
   * @param master address of a cluster, null for none; an engine in this process has no use for one
   * @throws UserDataException in a sentence
   */
  default void check(@Nullable String master) {
    if (master != null) {
      throw new UserDataException(
          "master: '%s' with --engine %s (expected: with --engine spark)"
              .formatted(master, name()));
    }
  }

  /**
   * Opens a cohort; the caller closes it.
   *
   * @param clients who they are, and what runs them
   * @return the cohort, ready for its first round
   * @throws UserDataException if what it needs cannot be reached, in a sentence
   * @throws InterruptedException if this thread is interrupted while it waits for it
   */
  OpenCohort open(SimulatedClients clients) throws InterruptedException;
}
