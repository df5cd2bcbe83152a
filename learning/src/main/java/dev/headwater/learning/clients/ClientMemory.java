package dev.headwater.learning.clients;

import dev.headwater.learning.parameters.NamedVectors;

/**
 * What clients keep between rounds: SCAFFOLD's control variate, a personal head. A map in a
 * simulation, a file at a node, IndexedDB in a tab. Never sent to the coordinator.
 *
 * <p>Memory is kept by the round whose outcome it is. Whether a contribution is in the sum is known
 * to the coordinator alone (a receipt may be lost, a masked round may give no sum, a coordinator
 * may go on from its checkpoint), so with every task it says the last round in which the client was
 * counted, and the client goes on from its memory of exactly that round. Safe for concurrent use by
 * different clients.
 */
public interface ClientMemory {

  /**
   * What {@code client} remembers of {@code round}.
   *
   * @param round the last one in which it was counted; 0 for none, which gives {@link
   *     NamedVectors#NONE}
   * @throws IllegalArgumentException if that memory is lost: starting from nothing would silently
   *     break what the coordinator counts on
   */
  NamedVectors load(String client, int round);

  /**
   * Keeps {@code next}, the outcome of {@code round}, beside what the round began from; what is
   * older than both may be forgotten.
   */
  void store(String client, int round, NamedVectors next);
}
