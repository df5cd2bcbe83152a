package dev.headwater.secagg.messages;

import dev.headwater.secagg.primitives.Bytes;

/**
 * Client to server, step 3: the input plus all masks, which looks uniform without every one of
 * them.
 *
 * @param client the sender's name
 * @param values ring elements, little-endian, {@code ringBits / 8} bytes each
 */
public record MaskedInput(String runId, int round, String client, Bytes values) implements Message {
  /** Refuses empty names. */
  public MaskedInput {
    Checks.header(runId, round);
    Checks.name("client", client);
  }

  @Override
  public int payloadBytes() {
    return Checks.headerBytes(this) + Checks.utf8(client) + values.size();
  }
}
