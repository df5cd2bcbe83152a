package dev.headwater.client;

import dev.headwater.learning.tasks.Receipt;
import dev.headwater.proto.RunDescription;
import dev.headwater.secagg.Stage;
import java.time.Duration;

/** Hears what a node is doing, one call at a time. Must return quickly. */
public interface ClientListener {
  /** Hears nothing. */
  ClientListener NONE = new ClientListener() {};

  /**
   * Trying to reach the coordinator.
   *
   * @param attempt 1 for the first since the last success
   */
  default void connecting(int attempt) {}

  /** The run is known and the data is being prepared. */
  default void preparing(RunDescription run) {}

  /** Enrolled. */
  default void joined(String runId) {}

  /** Nothing to do for the moment. */
  default void waiting(String reason) {}

  /** Training for a round. */
  default void training(int round) {}

  /** About to take a step of secure aggregation. */
  default void securing(int round, Stage stage) {}

  /**
   * This client takes no further part in a masked round, and has revealed nothing by that; the next
   * round is fresh.
   */
  default void stayedOut(int round, String reason) {}

  /** Scoring the parameters of a round on the held-out examples. */
  default void evaluating(int round) {}

  /**
   * The coordinator answered a contribution, or an evaluation; perhaps after work of a later round
   * has come.
   */
  default void submitted(int round, Receipt receipt) {}

  /** The coordinator is gone; the next attempt follows. */
  default void disconnected(String reason, Duration retryIn) {}

  /** The node has ended; nothing follows. */
  default void ended(NodeOutcome outcome) {}
}
