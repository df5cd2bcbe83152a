package dev.headwater.learning.clients;

import dev.headwater.learning.parameters.NamedVectors;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One client's memory by the round that produced it. Immutable.
 *
 * @param byRound 1-based rounds; at most two: the one that the client continues from and the one
 *     that it submitted last
 */
public record Versions(SortedMap<Integer, NamedVectors> byRound) {
  /** No memory. */
  public static final Versions NONE = new Versions(new TreeMap<>());

  /** Copies the map. */
  public Versions {
    byRound = Collections.unmodifiableSortedMap(new TreeMap<>(byRound));
  }

  /** The memory of {@code round}, after {@link #from}; empty for round 0. */
  public NamedVectors of(int round) {
    return byRound.getOrDefault(round, NamedVectors.NONE);
  }

  /**
   * Only the memory of {@code round}, from which the client continues: older entries will not be
   * asked for again, and newer ones were not counted. Empty for round 0.
   *
   * @throws IllegalArgumentException if there is no memory of that round
   */
  public Versions from(int round, String client) {
    NamedVectors found = byRound.get(round);
    if (round != 0 && found == null) {
      throw lost(round, client);
    }
    return found == null ? NONE : NONE.with(round, found);
  }

  /** The same with the result of {@code round} added. */
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
