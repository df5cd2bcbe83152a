package dev.headwater.client;

import dev.headwater.client.data.FinalModel;
import org.jspecify.annotations.Nullable;

/** How a node's part in a run ended. */
public sealed interface NodeOutcome {

  /**
   * The run is over.
   *
   * @param summary the coordinator's closing message
   * @param model what was learned; null if the node did not ask for it, or no round gave a sum
   */
  record Finished(String summary, @Nullable FinalModel model) implements NodeOutcome {
    /** Without a model. */
    public Finished(String summary) {
      this(summary, null);
    }
  }

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
