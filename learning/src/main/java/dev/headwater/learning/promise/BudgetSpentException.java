package dev.headwater.learning.promise;

/**
 * The next round would spend more than the run's privacy budget. The model after the last completed
 * round is valid.
 */
public final class BudgetSpentException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * An exception for the operator.
   *
   * @param message which round cannot begin, and why
   */
  public BudgetSpentException(String message) {
    super(message);
  }
}
