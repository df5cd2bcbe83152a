package dev.headwater.coordinator.rounds.submissions;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the refused messages of every client in one round. Safe for concurrent use. */
public final class Refusals {
  /** Refusals of one client that are stored; a broken client must not fill the memory. */
  private static final int MOST_STORED = 8;

  private final int round;
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /** No refusals yet, in round {@code round}. */
  public Refusals(int round) {
    this.round = round;
  }

  /** Counts one more; returns whether its reason should be stored. */
  public boolean add(String client) {
    return counts.merge(client, 1, Integer::sum) <= MOST_STORED;
  }

  /** Whether a message of this client was refused. */
  public boolean contains(String client) {
    return counts.containsKey(client);
  }

  /**
   * Refuses a client that was not asked, or has been refused too often.
   *
   * @param asked the names of the clients that were asked
   * @throws IllegalArgumentException saying which
   */
  public void requireWelcome(String client, Set<String> asked) {
    if (!asked.contains(client)) {
      throw new IllegalArgumentException(
          "client: %s was not asked in round %d (expected: a member of the cohort)"
              .formatted(client, round));
    }
    int times = counts.getOrDefault(client, 0);
    if (times >= MOST_STORED) {
      throw new IllegalArgumentException(
          "client: %s has been refused %d times in round %d (expected: fewer; it can try again in the next)"
              .formatted(client, times, round));
    }
  }
}
