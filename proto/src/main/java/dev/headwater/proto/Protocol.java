package dev.headwater.proto;

/** Constants of the protocol between coordinator and clients. */
public final class Protocol {
  /** Version of the contract; both sides must have the same. */
  public static final int VERSION = 9;

  /** Bytes of every part of a vector or file but the last. */
  public static final int PART_BYTES = 1 << 20;

  /** Largest message that either side takes. */
  public static final int MAX_MESSAGE_BYTES = 4 << 20;

  /** Largest number of values in one vector: 1 GiB of float32. */
  public static final int MAX_VALUES = 1 << 28;

  private Protocol() {}

  /**
   * The number of parts in which {@code bytes} are sent.
   *
   * @param bytes at least 1
   */
  public static int parts(long bytes) {
    return Math.toIntExact((bytes + PART_BYTES - 1) / PART_BYTES);
  }
}
