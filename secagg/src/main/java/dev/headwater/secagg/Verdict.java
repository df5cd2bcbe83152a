package dev.headwater.secagg;

/** What the server makes of one message. */
public sealed interface Verdict {
  /** Taken. */
  record Accepted() implements Verdict {}

  /** The very message the server already has; sending twice counts once. */
  record Duplicate() implements Verdict {}

  /**
   * Not taken, and nothing changed by it.
   *
   * @param reason a sentence for the sender and the log
   */
  record Refused(String reason) implements Verdict {}
}
