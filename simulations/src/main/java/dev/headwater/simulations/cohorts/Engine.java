package dev.headwater.simulations.cohorts;

/**
 * Where simulated clients run: in this process, behind sockets, or on a cluster. A run ends in the
 * same bits on each. Engines of other modules are services of this type.
 */
public interface Engine {

  /** {@return the name by which {@code --engine} finds it} */
  String name();

  /**
   * Opens a cohort; the caller closes it.
   *
   * @param clients who they are, and what runs them
   * @return the cohort, ready for its first round
   * @throws dev.headwater.files.UserDataException if what it needs cannot be reached, in a sentence
   * @throws InterruptedException if this thread is interrupted while it waits for it
   */
  OpenCohort open(SimulatedClients clients) throws InterruptedException;
}
