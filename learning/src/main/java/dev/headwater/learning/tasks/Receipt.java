package dev.headwater.learning.tasks;

/**
 * The coordinator's answer to a contribution. A refusal is a value: it is reported to the client,
 * counted and shown, and the round continues.
 */
public sealed interface Receipt {

  /** Counted. */
  record Accepted() implements Receipt {}

  /** The same client had already been counted in this round; nothing changed. */
  record Duplicate() implements Receipt {}

  /** The round was over; nothing changed. */
  record Late() implements Receipt {}

  /**
   * Not counted.
   *
   * @param reason what was wrong and what was expected, in a sentence
   */
  record Refused(String reason) implements Receipt {}
}
