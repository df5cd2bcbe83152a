package dev.headwater.secagg.messages;

import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.ShareBox;
import java.util.Map;

/**
 * Client to server, step 2: for each neighbour one share of the sender's masking key and of its
 * self-mask seed, encrypted so that the server can only forward them.
 *
 * @param client the sender's name
 * @param seedCommitment SHA-256 (32 bytes) that commits the sender to its seed, so that a wrong
 *     reconstruction is detected
 * @param boxes AES-256-GCM boxes ({@link ShareBox#SEALED_BYTES} each: 12 nonce, 65 text, 16 tag) by
 *     neighbour
 */
public record Shares(
    String runId, int round, String client, Bytes seedCommitment, Map<String, Bytes> boxes)
    implements Message {
  /** Copies the map; refuses boxes of another length. */
  public Shares {
    Checks.header(runId, round);
    Checks.name("client", client);
    Checks.size("seed commitment", seedCommitment, 32);
    boxes = Map.copyOf(boxes);
    boxes.values().forEach(box -> Checks.size("sealed share", box, ShareBox.SEALED_BYTES));
  }

  @Override
  public int payloadBytes() {
    return Checks.headerBytes(this)
        + Checks.utf8(client)
        + 32
        + Checks.utf8(boxes.keySet())
        + ShareBox.SEALED_BYTES * boxes.size();
  }
}
