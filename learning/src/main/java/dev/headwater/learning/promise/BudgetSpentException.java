package dev.headwater.learning.promise;

/**
 * The next round would spend more than the run's privacy budget. The model of the rounds before it
 * is whole and usable.
 */
public final class BudgetSpentException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a sentence for the operator. */
  public BudgetSpentException(String message) {
    super(message);
  }
}
