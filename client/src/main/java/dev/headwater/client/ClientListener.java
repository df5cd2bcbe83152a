package dev.headwater.client;

import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.RunDescription;
import dev.headwater.secagg.Stage;
import java.time.Duration;

/** Receives a node's progress, one call at a time. Methods must return quickly. */
public interface ClientListener {
  /** A listener that ignores everything. */
  ClientListener NONE = new ClientListener() {};

  /**
   * The node tries to reach the coordinator.
   *
   * @param attempt 1 for the first since the last success
   */
  default void connecting(int attempt) {}

  /** The run is known and the data is being prepared. */
  default void preparing(RunDescription run) {}

  /** Enrolled. */
  default void joined(String runId) {}

  /** Nothing to do at the moment. */
  default void waiting(String reason) {}

  /** Local training for a round begins. */
  default void training(int round) {}

  /** A step of secure aggregation begins. */
  default void securing(int round, Stage stage) {}

  /**
   * This client takes no further part in a masked round, which reveals nothing; the next round
   * starts anew.
   */
  default void stayedOut(int round, String reason) {}

  /** Scoring of a round's parameters on the held-out examples begins. */
  default void evaluating(int round) {}

  /**
   * The coordinator answered a contribution or an evaluation, possibly after work of a later round
   * has arrived.
   */
  default void submitted(int round, Receipt receipt) {}

  /** The connection to the coordinator is lost; the next attempt follows. */
  default void disconnected(String reason, Duration retryIn) {}

  /** The node has ended; no calls follow. */
  default void ended(NodeOutcome outcome) {}
}
