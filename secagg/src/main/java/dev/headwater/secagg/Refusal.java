package dev.headwater.secagg;

/** Why a client would not go on. Whatever the reason, it has revealed nothing by refusing. */
public enum Refusal {
  /** The message is for another run or another round. */
  WRONG_ROUND,
  /** The message is for another client. */
  MISROUTED,
  /** A step out of order, or asked for twice: keys and masks serve once. */
  REUSED,
  /** Two members of a roster, or two of one member's keys, are the same. */
  SAME_KEYS,
  /** The roster or the lists do not fit what this client knows. */
  INCONSISTENT,
  /** Fewer members, survivors or confirmations than the thresholds ask for. */
  TOO_FEW,
  /** An enrolled node's signature is missing or wrong, or a node is not enrolled and must be. */
  BAD_SIGNATURE,
  /** A share was tampered with, replayed or meant for somebody else. */
  BAD_SHARE,
  /** One peer is called alive and dropped: its mask would come off its own input. */
  BOTH_SHARES,
  /** The input does not have the agreed length. */
  BAD_INPUT
}
