package dev.headwater.client.ledger;

/** What a node's own ledger says of work that it is asked to do. */
public sealed interface Verdict {

  /** It is done for the first time. */
  record New() implements Verdict {}

  /** The very same work of the very same round was answered; the same bytes may be sent again. */
  record Again() implements Verdict {}

  /**
   * The node stays out of this round and waits for the next.
   *
   * @param reason a sentence
   * @param exhausted whether the same will be said until a sum has changed the parameters
   */
  record StayOut(String reason, boolean exhausted) implements Verdict {

    /** Of this round alone. */
    public StayOut(String reason) {
      this(reason, false);
    }
  }

  /**
   * The node leaves the run: later rounds would be refused too.
   *
   * @param reason a sentence that says what to do
   */
  record Leave(String reason) implements Verdict {}
}
