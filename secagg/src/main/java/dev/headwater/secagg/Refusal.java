package dev.headwater.secagg;

/** Why a client refused to continue. A refusal reveals nothing. */
public enum Refusal {
  /** The message is for another run or another round. */
  WRONG_ROUND,
  /** The message is for another client. */
  MISROUTED,
  /** A step out of order or requested twice: keys and masks are used once. */
  REUSED,
  /** Two members of a roster, or two keys of one member, are equal. */
  SAME_KEYS,
  /** The roster or the lists contradict what this client knows. */
  INCONSISTENT,
  /** Fewer members, survivors or confirmations than the thresholds require. */
  TOO_FEW,
  /** An enrolled node's signature is missing or wrong, or a node is not enrolled but must be. */
  BAD_SIGNATURE,
  /** A share was tampered with, replayed or meant for another client. */
  BAD_SHARE,
  /** A peer is listed both as alive and as dropped: this would unmask its own input. */
  BOTH_SHARES,
  /** The input does not have the agreed length. */
  BAD_INPUT
}
