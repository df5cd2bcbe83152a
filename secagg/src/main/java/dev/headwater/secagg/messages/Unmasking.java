package dev.headwater.secagg.messages;

import dev.headwater.secagg.primitives.Share;
import java.util.Map;

/**
 * Client to server, step 5: for each alive neighbour a share of its self-mask seed, for each
 * dropped neighbour a share of its masking key, never both.
 *
 * @param client the sender's name
 * @param seedShares by owner, all alive; includes the sender's share of its own seed
 * @param keyShares by owner, all dropped
 */
public record Unmasking(
    String runId,
    int round,
    String client,
    Map<String, Share> seedShares,
    Map<String, Share> keyShares)
    implements Message {
  /** Copies the maps; refuses both shares of one owner. */
  public Unmasking {
    Checks.header(runId, round);
    Checks.name("client", client);
    seedShares = Map.copyOf(seedShares);
    keyShares = Map.copyOf(keyShares);
    for (String owner : keyShares.keySet()) {
      if (seedShares.containsKey(owner)) {
        throw new IllegalArgumentException(
            "unmasking: both shares of " + owner + " (expected: one of them)");
      }
    }
  }

  @Override
  public int payloadBytes() {
    return Checks.headerBytes(this)
        + Checks.utf8(client)
        + Checks.utf8(seedShares.keySet())
        + Checks.utf8(keyShares.keySet())
        + (seedShares.size() + keyShares.size()) * (1 + Share.BYTES);
  }
}
