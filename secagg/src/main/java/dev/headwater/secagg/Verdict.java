package dev.headwater.secagg;

/** The server's answer to one message. */
public sealed interface Verdict {
  /** Accepted. */
  record Accepted() implements Verdict {}

  /** Identical to a message that the server already has; it counts once. */
  record Duplicate() implements Verdict {}

  /**
   * Refused; nothing changed.
   *
   * @param reason the reason, as a sentence for the sender and the log
   */
  record Refused(String reason) implements Verdict {}
}
