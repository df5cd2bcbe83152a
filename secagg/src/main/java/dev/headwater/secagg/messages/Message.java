package dev.headwater.secagg.messages;

/**
 * Anything that travels in a secure-aggregation round; it names the run and the round it is for.
 */
public sealed interface Message
    permits Advertisement,
        Roster,
        Shares,
        Inbox,
        MaskedInput,
        Survivors,
        Confirmation,
        Confirmations,
        Unmasking {
  /** The run it belongs to. */
  String runId();

  /** The round it belongs to. */
  int round();

  /** Bytes of names, keys, signatures and payload, without the framing of any particular wire. */
  int payloadBytes();
}
