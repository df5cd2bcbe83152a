package dev.headwater.secagg.messages;

import dev.headwater.secagg.primitives.Bytes;

/**
 * Client to server, step 1: one client's public keys for this round only.
 *
 * @param client the sender's name
 * @param sharingKey X25519 public key (32 bytes) under which peers encrypt shares for the sender
 * @param maskingKey X25519 public key (32 bytes) from which pairs of clients derive masks
 * @param signature Ed25519 (64 bytes) by the sender's identity over setup, name and both keys;
 *     empty without an identity
 */
public record Advertisement(
    String runId, int round, String client, Bytes sharingKey, Bytes maskingKey, Bytes signature)
    implements Message {
  /** Length of an X25519 key. */
  public static final int KEY_BYTES = 32;

  /** Length of an Ed25519 signature. */
  public static final int SIGNATURE_BYTES = 64;

  /** Refuses keys and signatures of another length, and empty names. */
  public Advertisement {
    Checks.header(runId, round);
    Checks.name("client", client);
    Checks.size("sharing key", sharingKey, KEY_BYTES);
    Checks.size("masking key", maskingKey, KEY_BYTES);
    Checks.signature(signature);
  }

  @Override
  public int payloadBytes() {
    return Checks.headerBytes(this) + Checks.utf8(client) + 2 * KEY_BYTES + signature.size();
  }
}
