package dev.headwater.learning.rounds;

/**
 * A run cannot continue with its settings: too many examples for the integers of the sum, clients
 * that the strategy does not allow, a singular system. The message is a sentence for the operator.
 */
public final class ImpossibleRoundException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  ImpossibleRoundException(IllegalArgumentException cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
