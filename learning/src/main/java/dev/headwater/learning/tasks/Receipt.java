package dev.headwater.learning.tasks;

/**
 * What became of a contribution. A refusal is a value: it is told to the client, counted and shown,
 * and the round goes on.
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
   * @param reason what was wrong and what was expected, in a sentence for people
   */
  record Refused(String reason) implements Receipt {}
}
