package dev.headwater.learning.sampling;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.security.SecureRandom;

/** Draws the tickets that decide who takes part in a round. */
@FunctionalInterface
public interface Lottery {

  /**
   * {@return 64 uniform bits for one client in one round}
   *
   * @param round 1-based
   * @param client the client's name
   */
  long ticket(int round, String client);

  /**
   * {@return tickets that follow from the run's seed: the same cohorts every time}
   *
   * @param seed of the run
   */
  static Lottery keyed(long seed) {
    return (round, client) -> KeyedRandom.of(seed, round, client, Purpose.COHORT).nextLong();
  }

  /**
   * {@return tickets that nobody can predict or reconstruct; every call draws a new one}
   * Amplification by sampling holds only against observers who do not know the sample, and clients
   * know the seed.
   */
  static Lottery secret() {
    SecureRandom random = new SecureRandom();
    return (round, client) -> random.nextLong();
  }
}
