package dev.headwater.secagg;

/** The five messages of a client in a round, in order. */
public enum Stage {
  /** Public keys. */
  ADVERTISE,
  /** Encrypted shares. */
  SHARE,
  /** The masked input. */
  MASK,
  /** A confirmation of the survivors. */
  CONFIRM,
  /** Shares that remove the masks from the sum. */
  UNMASK
}
