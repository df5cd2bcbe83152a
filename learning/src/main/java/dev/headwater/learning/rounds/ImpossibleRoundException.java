package dev.headwater.learning.rounds;

/**
 * A run cannot go on as it was set up: too many examples for the integers of the sum, clients that
 * a strategy did not count on, a singular system. The message is a sentence for people.
 */
public final class ImpossibleRoundException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  ImpossibleRoundException(IllegalArgumentException cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
