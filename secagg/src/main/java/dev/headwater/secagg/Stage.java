package dev.headwater.secagg;

/** The five things a client sends in a round, in order. */
public enum Stage {
  /** Public keys. */
  ADVERTISE,
  /** Encrypted shares. */
  SHARE,
  /** The masked input. */
  MASK,
  /** What it was told of the survivors. */
  CONFIRM,
  /** Shares that take the masks off the sum. */
  UNMASK
}
