package dev.headwater.learning.cohorts;

import dev.headwater.learning.training.Examples;

/**
 * One client's data.
 *
 * @param train what it trains on, at least one example
 * @param heldOut held-out examples, only for scoring; may be empty
 */
public record ClientExamples(Examples train, Examples heldOut) {

  /**
   * A client without held-out examples.
   *
   * @param train what it trains on, at least one example
   */
  public ClientExamples(Examples train) {
    this(train, Examples.none(train.width()));
  }
}
