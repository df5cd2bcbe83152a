package dev.headwater.learning.clients;

import dev.headwater.learning.parameters.NamedVectors;

/**
 * State that clients keep between rounds: SCAFFOLD's control variate, a personal head. A map in a
 * simulation, a file at a node, IndexedDB in a tab. Never sent to the coordinator.
 *
 * <p>Memory is stored under the round that produced it. Only the coordinator knows whether a
 * contribution is in the sum (a receipt may be lost, a masked round may give no sum, a coordinator
 * may resume from its checkpoint), so every task names the last round in which the client was
 * counted, and the client continues from its memory of exactly that round. Safe for concurrent use
 * by different clients.
 */
public interface ClientMemory {

  /**
   * {@return what {@code client} remembers of {@code round}}
   *
   * @param client the client's name
   * @param round the last one in which it was counted, 1-based; 0 for none, which gives {@link
   *     NamedVectors#NONE}
   * @throws IllegalArgumentException if that memory is lost: starting without it would silently
   *     break the strategy's assumptions
   */
  NamedVectors load(String client, int round);

  /**
   * Stores the result of a round and keeps the memory that the round started from; older entries
   * may be deleted.
   *
   * @param client the client's name
   * @param round 1-based
   * @param next what the client remembers if the round counts
   */
  void store(String client, int round, NamedVectors next);
}
