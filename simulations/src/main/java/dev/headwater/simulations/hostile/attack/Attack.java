package dev.headwater.simulations.hostile.attack;

import dev.headwater.learning.clients.ClientRound;
import java.util.Optional;

/**
 * What a malicious client does in place of its work. It follows from the {@link Turn} alone, so
 * that attacked runs are as reproducible as others.
 *
 * <p>Equations are about a client's update {@code u_k}, its delta per unit of weight; it uploads
 * {@code w_k u_k}. Where a round sums statistics, which have no such unit, they are about the
 * statistics.
 */
public sealed interface Attack permits PoisonedData, ChangedUpdate, Collusion, OldAnswer {

  /** {@return a few words for a table} */
  String words();

  /**
   * {@return what it uploads; empty if it stays silent}
   *
   * @param turn the round, and what the client knows in it
   * @throws IllegalArgumentException if its examples cannot be worked on
   */
  Optional<ClientRound> answer(Turn turn);

  /**
   * {@return whether its answers are for the round that is open: others are never counted, and a
   * coordinator waits for them until its deadline}
   */
  default boolean answersInTime() {
    return true;
  }

  /**
   * {@return the number of examples that it claims when it enrols}
   *
   * @param own the true one
   */
  default int claim(int own) {
    return own;
  }

  /**
   * Refuses a parameter that is out of its range.
   *
   * @param right whether it is in its range
   * @param name as a plan has it
   * @param value as given
   * @param expected its range
   * @throws IllegalArgumentException if it is not
   */
  static void require(boolean right, String name, double value, String expected) {
    if (!right) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(name, value, expected));
    }
  }
}
