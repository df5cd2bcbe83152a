package dev.headwater.client;

import dev.headwater.client.data.FinalModel;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.proto.RunDescription;
import dev.headwater.v1.Finished;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a node ends when its coordinator says that the run is over. */
final class LastWord {
  private LastWord() {}

  /**
   * The outcome.
   *
   * @param run whose model the node wants, null if it wants none
   * @param labels of the run, as they came last
   * @param message the coordinator's, with the digest of the final head
   * @param head as it came, null if none did
   */
  static NodeOutcome outcome(
      @Nullable RunDescription run,
      List<String> labels,
      Finished message,
      @Nullable Parameters head) {
    if (run == null || message.getHeadDigest().isEmpty()) {
      return new NodeOutcome.Finished(message.getSummary());
    }
    String announced = HexFormat.of().formatHex(message.getHeadDigest().toByteArray());
    if (head == null || !head.digest().equals(announced)) {
      return new NodeOutcome.Refused(
          "model: %s (expected: %.12s, the digest that the coordinator announced; nothing is kept)"
              .formatted(
                  head == null
                      ? "the run is over, and its head did not come"
                      : "the head that came has digest %.12s".formatted(head.digest()),
                  announced));
    }
    try {
      return new NodeOutcome.Finished(
          message.getSummary(), new FinalModel(run.withLabels(labels), head));
    } catch (IllegalArgumentException e) {
      return new NodeOutcome.Refused("model: " + e.getMessage());
    }
  }
}
