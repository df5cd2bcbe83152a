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

  /**
   * Copies the map.
   *
   * @param byRound memory by 1-based round, at most two of them; empty for none
   */
  public Versions {
    byRound = Collections.unmodifiableSortedMap(new TreeMap<>(byRound));
  }

  /**
   * {@return the memory of {@code round}, {@link NamedVectors#NONE} if there is none; {@link #from}
   * refuses a lost one}
   *
   * @param round 1-based; 0 for none
   */
  public NamedVectors of(int round) {
    return byRound.getOrDefault(round, NamedVectors.NONE);
  }

  /**
   * {@return only the memory of {@code round}, from which the client continues; {@link #NONE} for
   * round 0} Older entries will not be asked for again, and newer ones were not counted.
   *
   * @param round the last one in which the client was counted, 1-based; 0 for none
   * @param client the client's name, for the message
   * @throws IllegalArgumentException if there is no memory of that round
   */
  public Versions from(int round, String client) {
    NamedVectors found = byRound.get(round);
    if (round != 0 && found == null) {
      throw lost(round, client);
    }
    return found == null ? NONE : NONE.with(round, found);
  }

  /**
   * {@return these versions with the result of {@code round} added, in place of an earlier result
   * of it}
   *
   * @param round 1-based
   * @param next what the client remembers after that round
   */
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
