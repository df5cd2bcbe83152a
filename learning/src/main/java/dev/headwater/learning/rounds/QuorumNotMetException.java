package dev.headwater.learning.rounds;

/**
 * Too few clients took part within the time that the operator allowed. The message says how many
 * were there and wanted.
 */
public final class QuorumNotMetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a sentence for the operator. */
  public QuorumNotMetException(String message) {
    super(message);
  }
}
