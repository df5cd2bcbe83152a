package dev.headwater.client;

/** How a node's part in a run ended. */
public sealed interface NodeOutcome {

  /**
   * The run is over.
   *
   * @param summary the coordinator's closing message
   */
  record Finished(String summary) implements NodeOutcome {}

  /**
   * The coordinator or this client's own data does not allow it to take part; trying again without
   * a change is useless.
   *
   * @param reason a sentence that says what to do
   */
  record Refused(String reason) implements NodeOutcome {}

  /**
   * The coordinator could not be reached within the allowed number of attempts.
   *
   * @param reason the error of the last attempt
   */
  record Unreachable(String reason) implements NodeOutcome {}

  /** {@link ClientNode#stop} was called. */
  record Stopped() implements NodeOutcome {}
}
