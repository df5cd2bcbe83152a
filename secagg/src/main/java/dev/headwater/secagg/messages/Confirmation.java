package dev.headwater.secagg.messages;

import dev.headwater.secagg.primitives.Bytes;

/**
 * Client to server, step 4: the sender has seen these survivors and will reveal shares for no
 * others.
 *
 * @param client the sender's name
 * @param survivorsDigest SHA-256 (32 bytes) of the survivors it saw
 * @param signature Ed25519 (64 bytes) over setup, name and digest; empty without an identity
 */
public record Confirmation(
    String runId, int round, String client, Bytes survivorsDigest, Bytes signature)
    implements Message {
  /** Refuses digests and signatures of another length. */
  public Confirmation {
    Checks.header(runId, round);
    Checks.name("client", client);
    Checks.size("survivors digest", survivorsDigest, 32);
    Checks.signature(signature);
  }

  @Override
  public int payloadBytes() {
    return Checks.headerBytes(this) + Checks.utf8(client) + 32 + signature.size();
  }
}
