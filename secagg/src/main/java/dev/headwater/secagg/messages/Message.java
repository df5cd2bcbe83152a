package dev.headwater.secagg.messages;

/** A message of a secure-aggregation round; it names its run and its round. */
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

  /** Bytes of names, keys, signatures and payload, without the framing of a transport. */
  int payloadBytes();
}
