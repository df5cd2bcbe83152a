package dev.headwater.learning.sampling;

import dev.headwater.learning.random.KeyedRandom;
import dev.headwater.learning.random.Purpose;
import java.security.SecureRandom;

/** Draws the tickets that decide who takes part in a round. */
@FunctionalInterface
public interface Lottery {

  /** 64 uniform bits for one client in one round. */
  long ticket(int round, String client);

  /** Tickets that follow from the run's seed: the same cohorts every time. */
  static Lottery keyed(long seed) {
    return (round, client) -> KeyedRandom.of(seed, round, client, Purpose.COHORT).nextLong();
  }

  /**
   * Tickets that nobody can predict or reconstruct. Amplification by sampling holds only against
   * observers who do not know the sample, and clients know the seed.
   */
  static Lottery secret() {
    SecureRandom random = new SecureRandom();
    return (round, client) -> random.nextLong();
  }
}
