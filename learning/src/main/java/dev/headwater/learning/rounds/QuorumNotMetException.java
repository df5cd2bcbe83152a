package dev.headwater.learning.rounds;

/**
 * Too few clients took part within the time that the operator allowed. The message says how many
 * took part and how many were required.
 */
public final class QuorumNotMetException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * An exception for the operator.
   *
   * @param message how many clients took part, how many were required, and what to do
   */
  public QuorumNotMetException(String message) {
    super(message);
  }
}
