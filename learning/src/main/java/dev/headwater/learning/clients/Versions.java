package dev.headwater.learning.clients;

import dev.headwater.learning.parameters.NamedVectors;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One client's memory by the round whose outcome it is. Immutable.
 *
 * @param byRound 1-based rounds; at most two, what the client goes on from and what it has handed
 *     in
 */
public record Versions(SortedMap<Integer, NamedVectors> byRound) {
  /** Nothing remembered. */
  public static final Versions NONE = new Versions(new TreeMap<>());

  /** Copies the map. */
  public Versions {
    byRound = Collections.unmodifiableSortedMap(new TreeMap<>(byRound));
  }

  /** What is remembered of {@code round}, after {@link #from}; nothing for round 0. */
  public NamedVectors of(int round) {
    return byRound.getOrDefault(round, NamedVectors.NONE);
  }

  /**
   * The memory of {@code round} alone, which the client goes on from: what is older will not be
   * asked for again, and what is newer was not counted. Nothing for round 0.
   *
   * @throws IllegalArgumentException if nothing is remembered of that round
   */
  public Versions from(int round, String client) {
    NamedVectors found = byRound.get(round);
    if (round != 0 && found == null) {
      throw lost(round, client);
    }
    return found == null ? NONE : NONE.with(round, found);
  }

  /** The same with the outcome of {@code round}. */
  public Versions with(int round, NamedVectors next) {
    SortedMap<Integer, NamedVectors> more = new TreeMap<>(byRound);
    more.put(round, next);
    return new Versions(more);
  }

  private IllegalArgumentException lost(int round, String client) {
    return new IllegalArgumentException(
        "memory: %s was counted in round %d and remembers %s (expected: its memory of that round; it is lost or from another run, so start a new run, or one with a strategy whose clients keep none)"
            .formatted(
                client, round, byRound.isEmpty() ? "nothing" : "rounds " + byRound.keySet()));
  }
}
