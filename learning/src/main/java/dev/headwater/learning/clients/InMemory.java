package dev.headwater.learning.clients;

import dev.headwater.learning.parameters.NamedVectors;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Clients' memories in a map, for the lifetime of the process. */
public final class InMemory implements ClientMemory {
  private final Map<String, Versions> kept = new ConcurrentHashMap<>();

  /**
   * {@return the memory of every client in {@code counted}, by name, for a checkpoint; {@link
   * NamedVectors#NONE} where nothing is kept}
   *
   * @param counted by client, the 1-based round in which it was last counted
   */
  public SortedMap<String, NamedVectors> snapshot(SortedMap<String, Integer> counted) {
    SortedMap<String, NamedVectors> snapshot = new TreeMap<>();
    counted.forEach(
        (client, round) ->
            snapshot.put(client, kept.getOrDefault(client, Versions.NONE).of(round)));
    return snapshot;
  }

  /**
   * Restores a {@link #snapshot}.
   *
   * @param snapshot memory by client
   * @param counted the rounds that the snapshot was taken with, by client
   */
  public void restore(
      SortedMap<String, NamedVectors> snapshot, SortedMap<String, Integer> counted) {
    snapshot.forEach((client, vectors) -> store(client, counted.getOrDefault(client, 0), vectors));
  }

  @Override
  public NamedVectors load(String client, int round) {
    Versions versions = kept.getOrDefault(client, Versions.NONE).from(round, client);
    kept.put(client, versions);
    return versions.of(round);
  }

  @Override
  public void store(String client, int round, NamedVectors next) {
    kept.merge(client, Versions.NONE.with(round, next), (old, one) -> old.with(round, next));
  }
}
