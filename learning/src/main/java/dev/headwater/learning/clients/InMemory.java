package dev.headwater.learning.clients;

import dev.headwater.learning.parameters.NamedVectors;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Clients' memories in a map, for as long as the process lives. */
public final class InMemory implements ClientMemory {
  private final Map<String, Versions> kept = new ConcurrentHashMap<>();

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
